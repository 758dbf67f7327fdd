# The program in an image of Debian 12, installed from its own package: docker build -t conformance .
FROM debian:12 AS build
WORKDIR /source
COPY . .
RUN apt-get update && cmake/package.sh

FROM debian:12-slim
COPY --from=build /source/build/package/*.deb /tmp/
RUN apt-get update \
 && apt-get install -y --no-install-recommends /tmp/*.deb \
 && rm -rf /tmp/*.deb /var/lib/apt/lists/*
WORKDIR /work
ENTRYPOINT ["conformance"]
