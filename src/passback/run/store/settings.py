"""Django's settings of the store. `run.store.app.open(url)` adds the databases, one alias each."""

SECRET_KEY = "unused: the store signs nothing"  # noqa: S105 - the site's own settings bring a real one
INSTALLED_APPS = ["passback.run.store"]
DATABASES: dict[str, dict[str, object]] = {}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
# Whoever imports passback keeps the logging that they have.
LOGGING_CONFIG = None
