# Muster as a container image: it speaks to a Docker engine that is given to it (DOCKER_HOST, or its socket mounted).
ARG BASE=node:24-trixie-slim
FROM ${BASE}
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates git openssl && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/muster
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund && npm cache clean --force
COPY bin bin
COPY src src
COPY drills drills
COPY images images
COPY schemas schemas
COPY start.mjs LICENSE ./
ENV MUSTER_CACHE_DIR=/var/cache/muster
RUN mkdir -p /var/cache/muster /work && chown node:node /var/cache/muster /work
WORKDIR /work
USER node
ENTRYPOINT ["node", "/opt/muster/bin/muster.mjs"]
CMD ["--help"]
