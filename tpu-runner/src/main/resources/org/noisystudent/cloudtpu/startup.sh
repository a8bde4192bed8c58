#!/bin/bash
# Runs the program on a TPU VM, at each of its starts. This file is the same for all jobs: what is
# a job's own is read from the metadata server, so that no value of it can become a command.
set -u
server=http://metadata.google.internal/computeMetadata/v1/instance

metadata() { curl -sf -H 'Metadata-Flavor: Google' "$server/attributes/noisystudent-$1"; }

ended() {
  curl -sf -X PUT --data "$1" -H 'Metadata-Flavor: Google' \
    "$server/guest-attributes/noisystudent/exit-code"
  exit
}

image=$(metadata image) || ended 1
mkdir -p /etc/noisystudent
metadata config >/etc/noisystudent/config.yaml || ended 1
gcloud auth configure-docker "${image%%/*}" --quiet
docker rm -f noisystudent 2>/dev/null
for wait in 10 20 40 80 0; do
  docker pull "$image" && break
  [ "$wait" != 0 ] || ended 1
  sleep "$wait"
done
docker run --name noisystudent --privileged --net=host \
  -v /etc/noisystudent:/etc/noisystudent:ro "$image" \
  run /etc/noisystudent/config.yaml --run-dir "$(metadata run-dir)" \
  --process-count "$(metadata hosts)"
ended $?
