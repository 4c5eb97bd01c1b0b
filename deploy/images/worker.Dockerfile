# syntax=docker/dockerfile:1
# A worker of the fleet with the Chromium it drives.
#
#   docker build --file deploy/images/worker.Dockerfile --tag deffatest-worker .
#
# It runs as a numeric user without capabilities on a read-only root; it writes to /tmp and /runs alone. Chromium's sandbox
# needs user namespaces: give the container deploy/seccomp/chromium.json.

FROM python:3.11-slim-bookworm AS build

ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /source
# The locked versions first: they change less often than we do, and stay cached.
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

# Debian replaces a version by its security update, so a pinned one would soon not be there; the base image's tag is the pin.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install --yes --no-install-recommends \
      chromium-headless-shell fonts-liberation fonts-noto-cjk fonts-noto-color-emoji fonts-noto-core \
 && rm -rf /var/lib/apt/lists/* \
 && mkdir /runs \
 && chown 10001:10001 /runs

COPY --from=build /deffatest /deffatest

ENV PATH=/deffatest/bin:$PATH \
    HOME=/tmp \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DEFFATEST_CHROMIUM=/usr/bin/chromium-headless-shell \
    DEFFATEST_RUNS_FOLDER=/runs \
    DEFFATEST_LOG_FORMAT=json \
    DEFFATEST_HEALTH_ADDRESS=0.0.0.0:9100
WORKDIR /tmp
USER 10001:10001
VOLUME ["/runs", "/tmp"]
EXPOSE 9100
# The worker drains at SIGTERM; give it DEFFATEST_GRACE_SECONDS and half a minute (docker stop --time).
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=40s --retries=3 \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:9100/health/live', timeout=4)"]
ENTRYPOINT ["deffatest", "worker"]
