# Sourced by bin/interlock, and by the repository's ./interlock when it has to build. POSIX sh.
#
# find_java [javac]: sets java_home to the first Java 25 or later among INTERLOCK_JAVA_HOME, JAVA_HOME, java on the
# PATH and the usual places; with javac, one that can compile. Reads each `release` file: starts no Java. Where there is
# none it says so in one line and exits with 2.

java_suits() { # HOME [javac]
  [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
  [ -z "${2-}" ] || [ -x "$1/bin/$2" ] || return 1
  while IFS='"' read -r java_key java_version java_rest; do
    [ "$java_key" = JAVA_VERSION= ] || continue
    java_version=${java_version%%[!0-9]*}
    [ "${java_version:-0}" -ge 25 ]
    return
  done < "$1/release"
  return 1
}

find_java() { # [javac]
  if [ -n "${INTERLOCK_JAVA_HOME-}" ]; then
    java_home=$INTERLOCK_JAVA_HOME
    java_suits "$java_home" "${1-}" && return
    echo "interlock: INTERLOCK_JAVA_HOME=$java_home is no JDK 25 or later" >&2
    exit 2
  fi
  java_home=${JAVA_HOME-}
  [ -n "$java_home" ] && java_suits "$java_home" "${1-}" && return
  java_home=$(command -v java) && java_home=$(readlink -f "$java_home" 2>/dev/null) && java_home=${java_home%/bin/java} &&
    java_suits "$java_home" "${1-}" && return
  for java_home in /usr/lib/jvm/* /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME-}"/.sdkman/candidates/java/* \
    "${HOME-}"/.jdks/* "${HOME-}"/Library/Java/JavaVirtualMachines/*/Contents/Home /opt/* /opt/java/*; do
    java_suits "$java_home" "${1-}" && return
  done
  echo "interlock: needs a JDK 25 or later: install one, or set INTERLOCK_JAVA_HOME to its folder" >&2
  exit 2
}
