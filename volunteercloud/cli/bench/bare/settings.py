import dj_database_url

DATABASES = {"default": dj_database_url.config(conn_max_age=600)}
INSTALLED_APPS = ["volunteercloud.cli.bench.bare"]
ROOT_URLCONF = "volunteercloud.cli.bench.bare.urls"
ALLOWED_HOSTS = ["127.0.0.1"]
SECRET_KEY = "bare"  # noqa: S105  there is nothing to protect
USE_TZ = True
