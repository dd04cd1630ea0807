# Sourced by mvnw. Countersign builds with JDK 21 or newer; many machines have one installed beside an older default.
# Takes the first that fits: JAVA_HOME, java on the PATH, then the usual places, newest first. Sets JAVA_HOME, or ends
# mvnw with one sentence.

MINIMUM_JDK=21

jdk_version() { # prints the feature version of the JDK in directory $1, or 0 where there is none (a JRE has no javac)
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || { echo 0; return; }
  version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
  echo "${version:-0}"
}

fits() { [ "$(jdk_version "$1")" -ge "$MINIMUM_JDK" ]; }

find_jdk() {
  if [ -n "${JAVA_HOME-}" ] && fits "$JAVA_HOME"; then
    echo "$JAVA_HOME"
    return
  fi
  default_java=$(command -v javac || true)
  if [ -n "$default_java" ]; then
    default_home=$(dirname "$(dirname "$(readlink -f "$default_java" 2>/dev/null || echo "$default_java")")")
    if fits "$default_home"; then
      echo "$default_home"
      return
    fi
  fi
  set +f
  for home in /usr/lib/jvm/* /opt/java/* /opt/jdk* "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/* \
    "${HOME-}"/.local/share/mise/installs/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    [ -d "$home" ] && fits "$home" && echo "$(jdk_version "$home") $home"
  done | sort -rn | sed -n '1s/^[0-9]* //p'
}

JAVA_HOME=$(find_jdk)
if [ -z "$JAVA_HOME" ]; then
  echo "Countersign needs a JDK $MINIMUM_JDK or newer and found none:" \
    "install one (for example from https://adoptium.net) or point JAVA_HOME at it." >&2
  exit 1
fi
export JAVA_HOME
