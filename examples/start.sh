# Sourced by each example's "run": loads the credentials that examples/prepare wrote, and stands in the example's
# folder. CREDENTIALS names another file than examples/credentials.env, by its whole path.
set -euo pipefail
cd "$(dirname "$0")"

credentials=${CREDENTIALS:-../credentials.env}
if [ ! -r "$credentials" ]; then
  echo "The credentials are missing. Start the demo (./mvnw -Pdemo quarkus:dev) and, in another terminal, run" \
    "examples/prepare with the operator's key from its screen in KEY." >&2
  exit 1
fi
set -a
. "$credentials"
set +a

# The JDK that Countersign's own build takes; the script is written for a shell that goes on after a failure.
find_java() {
  JAVA_HOME=$(set +eu +o pipefail; . ../../.mvn/find-jdk.sh; echo "$JAVA_HOME")
  java=$JAVA_HOME/bin/java
}

# Builds the Java project here, unless that was done and nothing has changed since. $1 is what comes out.
build() {
  find_java
  if [ ! -e "$1" ] || [ -n "$(find pom.xml *.java src -newer "$1" 2>/dev/null)" ]; then
    ../../mvnw -q -B package
  fi
}
