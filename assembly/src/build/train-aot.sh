#!/bin/sh
# train-aot.sh DISTRIBUTION TIMESTAMP: writes the AOT caches of a built distribution: var/cli.aot and var/run.aot.
#
# A cache knows the date of every JAR; the archives carry TIMESTAMP, so the folder gets it too and the caches stay good
# when an archive is unpacked elsewhere. Whatever goes wrong costs only the cache: Interlock starts without it.
set -u
distribution=$1
timestamp=$2
launcher=$distribution/bin/interlock
work=$(mktemp -d) || exit 0
pid=
trap '[ -z "$pid" ] || kill "$pid" 2>/dev/null; rm -rf "$work"' EXIT
trap 'exit 1' INT TERM HUP

find "$distribution/lib" "$distribution/plugins" -name '*.jar' -exec touch -d "$timestamp" {} +
mkdir -p "$distribution/var"
cp "$distribution/webhooks.yaml" "$work"
cd "$work" || exit 0

without_cache() { # NAME
  echo "No AOT cache for $1: what it said follows. Interlock works without, but starts slower."
  tail -n 20 "$work/$1.log"
  rm -f "$distribution/var/$1.aot"
}

wait_for() { # SECONDS COMMAND...
  left=$(($1 * 10))
  shift
  until "$@"; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || return 1
    sleep 0.1
  done
}

is_ready() { grep -q ' ready in ' run.log || ! kill -0 "$pid" 2>/dev/null; }
has_ended() { ! kill -0 "$pid" 2>/dev/null; }

# One process trains one cache: of the short commands this one reaches most, plugins, file, binding, constraints, schemas.
INTERLOCK_AOT_OUTPUT=$distribution/var/cli.aot "$launcher" validate > cli.log 2>&1 &
pid=$!
wait_for 120 has_ended || kill -9 "$pid"
wait "$pid" && [ -s "$distribution/var/cli.aot" ] || without_cache cli

: > run.log
# Without the profiles of methods: they have the compiler begin at once with all that was hot in the training.
INTERLOCK_JAVA_OPTS='-XX:+UnlockDiagnosticVMOptions -XX:-AOTRecordTraining' \
  INTERLOCK_AOT_OUTPUT=$distribution/var/run.aot "$launcher" run --port 0 > run.log 2>&1 &
pid=$!
wait_for 60 is_ready
sleep 3 # the demo's schedules publish and deliver meanwhile
kill -TERM "$pid" 2>/dev/null
wait_for 120 has_ended || kill -9 "$pid"
wait "$pid"
grep -q ' ready in ' run.log && [ -s "$distribution/var/run.aot" ] || without_cache run
pid=
rm -f "$distribution"/var/*.config
exit 0
