"""How gunicorn runs us. Imported by ``server``; also good on its own: ``gunicorn -c python:site_api.gunicorn_conf 'site_api:create_app()'``."""

worker_class = "site_api.refusals.HelpfulWorker"
logger_class = "site_api.refusals.QuietLogger"

accesslog = None  # it holds addresses and words
errorlog = "-"
loglevel = "warning"  # gunicorn's debug lines quote what could not be read
capture_output = False

limit_request_line = (
    8190  # gunicorn's most; 0 would read without end. What is longer is answered by HelpfulWorker
)
limit_request_fields = 60
limit_request_field_size = 8190

timeout = 30
graceful_timeout = 20
keepalive = 5
forwarded_allow_ips = "127.0.0.1,::1"
control_socket_disable = True
