#!/bin/sh
# Starts @name@ on a JDK 25 or newer: JAVA_HOME, then the java on the PATH, then the usual places.
# CELLWISE_JAVA_OPTS holds further flags for the JVM, such as -Xmx4g.
set -eu

# The path $1 with every symbolic link at its end followed.
follow() {
  path=$1
  while [ -h "$path" ]; do
    link=$(readlink "$path")
    case $link in
      /*) path=$link ;;
      *) path=$(dirname "$path")/$link ;;
    esac
  done
  printf '%s\n' "$path"
}

# Is the JDK in folder $1 new enough? Its release file tells at once; java -version is the slow way.
fits() {
  [ -x "$1/bin/java" ] || return 1
  version=
  if [ -r "$1/release" ]; then
    version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
  fi
  if [ -z "$version" ]; then
    version=$("$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p')
  fi
  [ "${version:-0}" -ge 25 ] 2>/dev/null
}

find_jdk() {
  if [ -n "${JAVA_HOME:-}" ] && fits "$JAVA_HOME"; then
    printf '%s\n' "$JAVA_HOME"
    return
  fi
  if on_path=$(command -v java); then
    home=$(dirname "$(dirname "$(follow "$on_path")")")
    if fits "$home"; then
      printf '%s\n' "$home"
      return
    fi
  fi
  user=${HOME:-/nonexistent}
  for lib in /usr/lib /usr/lib64 /usr/local/lib /opt; do
    set -- "$@" "$lib"/jvm/*
  done
  set -- "$@" /usr/java/* /opt/java/* /opt/jdk* "$user"/.sdkman/candidates/java/* "$user"/.jdks/*
  for library in /Library "$user"/Library; do
    set -- "$@" "$library"/Java/JavaVirtualMachines/*/Contents/Home
  done
  for home in "$@"; do
    if fits "$home"; then
      printf '%s\n' "$home"
      return
    fi
  done
  return 1
}

if ! jdk=$(find_jdk); then
  echo "@name@ needs a JDK 25 or newer. None was found by JAVA_HOME, on the PATH or in the usual places." >&2
  echo "Install one (https://adoptium.net has builds for every system), or set JAVA_HOME to its folder." >&2
  exit 1
fi
here=$(cd "$(dirname "$(follow "$0")")" && pwd)
# shellcheck disable=SC2086 # the options are several words
exec "$jdk/bin/java" --add-modules jdk.incubator.vector ${CELLWISE_JAVA_OPTS:-} -jar "$here/@jar@" "$@"
