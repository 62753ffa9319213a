"""What every answer tells the browser: load nothing from elsewhere, run nothing inline, frame us nowhere."""

import secrets

from flask import Flask, Response, g, request

YEAR_SECONDS = 31_536_000


def csp_nonce() -> str:
    """This answer's nonce, for the one `<style>` or `<script>` that a page writes itself."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(12)
    return str(g.csp_nonce)


def init_app(app: Flask) -> None:
    """Set the headers on every answer."""
    app.jinja_env.globals["csp_nonce"] = csp_nonce

    @app.after_request
    def add_headers(response: Response) -> Response:
        nonce = f" 'nonce-{csp_nonce()}'" if "csp_nonce" in g else ""
        response.headers.setdefault(
            "Content-Security-Policy",
            f"default-src 'self'; style-src 'self'{nonce}; script-src 'self'{nonce}; img-src 'self' data: blob:; "
            "font-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
        )
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = "geolocation=(), camera=(), microphone=()"
        if app.config["HTTPS"]:
            response.headers["Strict-Transport-Security"] = f"max-age={YEAR_SECONDS}; includeSubDomains"
        if request.endpoint != "static":
            response.headers.setdefault("Cache-Control", "no-store")
        return response
