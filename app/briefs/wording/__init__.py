"""From material to words: each module words one chapter, `brief` puts them together. Pure."""

from .brief import build_brief, build_pack

__all__ = ["build_brief", "build_pack"]
