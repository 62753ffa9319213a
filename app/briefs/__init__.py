"""Printed park briefs and packs: view models, templates, PDF, archive."""
