# docker build -t scheduler-doctor .
# Another base with Node and a shell, e.g. of a registry of your own: --build-arg NODE_IMAGE=registry.example/node:22-slim
ARG NODE_IMAGE=node:22-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
# The package as npm would have it, with the packages that the lock file names rather than later ones.
RUN npm pack && tar -xzf scheduler-doctor-*.tgz && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM ${NODE_IMAGE}
COPY --from=build /build/package /opt/doctor
COPY --from=build /build/node_modules /opt/doctor/node_modules
RUN ln -s /opt/doctor/bin/run.js /usr/local/bin/doctor
# No USER: data-dirs belong to whoever runs the scheduler, often root with mode 0700, and so does the engine's socket.
# Where the data-dir is another user's, --user UID:GID is enough.
ENTRYPOINT ["doctor"]
