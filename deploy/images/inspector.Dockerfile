# syntax=docker/dockerfile:1
# What looks at uploaded files before they are run: no browser, no run.
#
#   docker build --file deploy/images/inspector.Dockerfile --tag deffatest-inspector .
#
# It runs as a numeric user without capabilities on a read-only root; it writes to /tmp alone.

FROM python:3.11-slim-bookworm AS build

ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /source
COPY requirements.lock pyproject.toml README.md ./
COPY deffatest ./deffatest
COPY worker ./worker
COPY reporter ./reporter
COPY scheduler ./scheduler
COPY inspection ./inspection
COPY stack ./stack
COPY examples ./examples
RUN python -m venv /deffatest \
 && /deffatest/bin/pip install --constraint requirements.lock . \
 && /deffatest/bin/python -m compileall -q /deffatest/lib


FROM python:3.11-slim-bookworm

COPY --from=build /deffatest /deffatest

ENV PATH=/deffatest/bin:$PATH \
    HOME=/tmp \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DEFFATEST_LOG_FORMAT=json \
    DEFFATEST_HEALTH_ADDRESS=0.0.0.0:9100 \
    DEFFATEST_INSPECTIONS_FOLDER=/tmp/inspections
WORKDIR /tmp
USER 10001:10001
VOLUME ["/tmp"]
EXPOSE 9100
HEALTHCHECK --interval=15s --timeout=5s --start-period=40s --retries=3 \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:9100/health/live', timeout=4)"]
ENTRYPOINT ["deffatest", "inspector"]
