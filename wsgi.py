"""What a web server serves and what `flask` finds: the application, configured from the environment."""

from app import create_app
from config import Config

app = create_app(Config.from_env())
