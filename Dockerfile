# Plumbline itself: the service and its worker. Builds with BuildKit and with the classic builder.
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY services services
COPY workers workers
RUN npm run build && npm prune --omit=dev --no-audit --no-fund

FROM ${NODE_IMAGE}
# Bound beyond the loopback, the API asks for a token for reads too.
ENV NODE_ENV=production PLUMBLINE_STATE=/var/lib/plumbline PLUMBLINE_LISTEN_HOST=0.0.0.0
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
# The pages' style and scripts stand beside the compiled code, as they stand beside the source.
COPY services/dashboard/static dist/services/dashboard/static
COPY package.json LICENSE ./
COPY bin bin
COPY schemas schemas
COPY benchmarks benchmarks
# The uid is a number, so that an orchestrator can see that it is not root. Training runs on the host's engine: give the
# container its socket and that socket's group (`--group-add`), or run the workers elsewhere.
RUN mkdir -p /var/lib/plumbline && chown 65532:65532 /var/lib/plumbline
USER 65532:65532
VOLUME /var/lib/plumbline
EXPOSE 8787
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8787/api/v1/healthz').then((a) => process.exit(a.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/bin/plumbline.mjs"]
CMD ["up"]
