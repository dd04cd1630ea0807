#!/usr/bin/env python3
"""Writes an OCI bundle that runs an image as the Deployment of rendered manifests says: its user, arguments, variables,
mounts with their modes, memory limit, seccomp profile. So what is tried is what is deployed, and nothing is said twice.

usage: bundle.py MANIFESTS IMAGE ROOT SECRETS HOSTS BUNDLE

MANIFESTS  what "kubectl kustomize" printed
IMAGE      what "buildah inspect --type image" printed
ROOT       the folder where the image's files are
SECRETS    a folder with a folder for each Secret, with a file for each of its keys
HOSTS      a file to mount as /etc/hosts, as the kubelet mounts one
BUNDLE     a folder to make: config.json, and the mounted volumes
"""
import json
import os
import platform
import re
import sys

import yaml

SECCOMP = "/usr/share/containers/seccomp.json"  # the default of Podman and Buildah
ARCHITECTURE = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())


def number_of_bytes(quantity):
    """Kubernetes' quantity of memory: 16Mi, 1Gi."""
    number, unit = re.fullmatch(r"(\d+)([KMG]i)", quantity).groups()
    return int(number) << {"Ki": 10, "Mi": 20, "Gi": 30}[unit]


def write_files(folder, files, mode, group):
    """As the kubelet does: the files belong to root and to the pod's fsGroup."""
    os.makedirs(folder, mode=0o755)
    for name, content in files.items():
        path = os.path.join(folder, name)
        with open(path, "wb") as file:
            file.write(content)
        os.chown(path, 0, group)
        os.chmod(path, mode)


def secret_files(source, secrets):
    folder = os.path.join(secrets, source["secretName"])
    if not os.path.isdir(folder):
        if source.get("optional"):
            return {}
        sys.exit(f"The Deployment mounts the Secret {source['secretName']}, and there is none.")
    files = {}
    for name in os.listdir(folder):
        with open(os.path.join(folder, name), "rb") as file:
            files[name] = file.read()
    return files


def mount(volume, where, config_maps, secrets, bundle, group):
    """One volume of the pod, made and mounted."""
    target, folder = where["mountPath"], os.path.join(os.path.abspath(bundle), "volumes", volume["name"])
    if "emptyDir" in volume:
        if volume["emptyDir"].get("medium") != "Memory":
            sys.exit(f"The volume {volume['name']} is an emptyDir on disk.")
        size = number_of_bytes(volume["emptyDir"]["sizeLimit"])
        return {"destination": target, "type": "tmpfs", "source": "tmpfs",
                "options": ["nosuid", "nodev", f"size={size}", "mode=2777", f"gid={group}"]}
    if "configMap" in volume:
        data = config_maps[volume["configMap"]["name"]]
        write_files(folder, {name: text.encode() for name, text in data.items()},
                    volume["configMap"].get("defaultMode", 0o644), group)
    elif "secret" in volume:
        write_files(folder, secret_files(volume["secret"], secrets), volume["secret"].get("defaultMode", 0o644), group)
    else:
        sys.exit(f"The volume {volume['name']} is of a kind that this script does not know.")
    options = ["bind", "nosuid", "nodev", "noexec", "ro" if where.get("readOnly") else "rw"]
    return {"destination": target, "type": "bind", "source": folder, "options": options}


def seccomp(profile):
    """RuntimeDefault: the engine's own profile, for a container without capabilities, in the words of OCI."""
    if profile["type"] != "RuntimeDefault":
        sys.exit("The pod's seccomp profile is not RuntimeDefault.")
    with open(SECCOMP) as file:
        default = json.load(file)

    def applies(rule):
        includes = rule.get("includes") or {}
        return not includes.get("caps") and ARCHITECTURE in includes.get("arches", [ARCHITECTURE]) \
            and ARCHITECTURE not in (rule.get("excludes") or {}).get("arches", [])

    def words(rule):
        return {key: rule[key] for key in ("names", "action", "args", "errnoRet") if rule.get(key) is not None}

    families = [each for each in default["archMap"]
                if each["architecture"] == {"amd64": "SCMP_ARCH_X86_64", "arm64": "SCMP_ARCH_AARCH64"}[ARCHITECTURE]]
    return {"defaultAction": default["defaultAction"], "defaultErrnoRet": default["defaultErrnoRet"],
            "architectures": [families[0]["architecture"], *families[0]["subArchitectures"]],
            "syscalls": [words(rule) for rule in default["syscalls"] if applies(rule)]}


def process(pod, container, image):
    context = {**pod["securityContext"], **container["securityContext"]}
    if context["capabilities"] != {"drop": ["ALL"]} or context["runAsUser"] == 0 or not context["runAsNonRoot"]:
        sys.exit("The container keeps a capability, or runs as root.")
    variables = image.get("Env", []) + [f"{each['name']}={each['value']}" for each in container.get("env", [])]
    unlimited = (1 << 64) - 1
    return {
        "user": {"uid": context["runAsUser"], "gid": context["runAsGroup"], "additionalGids": [context["fsGroup"]]},
        "args": container.get("command", image.get("Entrypoint", [])) + container.get("args", image.get("Cmd") or []),
        "env": variables,
        "cwd": image.get("WorkingDir") or "/",
        "noNewPrivileges": not context["allowPrivilegeEscalation"],
        "capabilities": {each: [] for each in ("bounding", "effective", "inheritable", "permitted", "ambient")},
        # As container runtimes leave it: what forbids core files has to be in the image.
        "rlimits": [{"type": "RLIMIT_CORE", "soft": unlimited, "hard": unlimited}],
    }


def system_mounts():
    def system(kind, target, *options, source=None):
        return {"destination": target, "type": kind, "source": source or kind, "options": list(options)}
    return [system("proc", "/proc", "nosuid", "noexec", "nodev"),
            system("tmpfs", "/dev", "nosuid", "strictatime", "mode=755", "size=64k"),
            system("sysfs", "/sys", "nosuid", "noexec", "nodev", "ro"),
            system("cgroup", "/sys/fs/cgroup", "nosuid", "noexec", "nodev", "relatime", "ro")]


def main(manifests, image, root, secrets, hosts, bundle):
    with open(manifests) as file:
        objects = [each for each in yaml.safe_load_all(file) if each]
    with open(image) as file:
        image_config = json.load(file)["OCIv1"]["config"]
    config_maps = {each["metadata"]["name"]: each["data"] for each in objects if each["kind"] == "ConfigMap"}
    pod = next(each for each in objects if each["kind"] == "Deployment")["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    places = {each["name"]: each for each in container["volumeMounts"]}
    os.makedirs(bundle)
    mounts = [mount(each, places[each["name"]], config_maps, secrets, bundle, pod["securityContext"]["fsGroup"])
              for each in pod["volumes"]]
    mounts.append({"destination": "/etc/hosts", "type": "bind", "source": os.path.abspath(hosts),
                   "options": ["bind", "ro"]})
    limit = number_of_bytes(container["resources"]["limits"]["memory"])
    config = {
        "ociVersion": "1.0.2",
        "process": process(pod, container, image_config),
        "root": {"path": os.path.abspath(root), "readonly": container["securityContext"]["readOnlyRootFilesystem"]},
        "hostname": "countersign",
        "mounts": system_mounts() + mounts,
        "linux": {
            "resources": {"memory": {"limit": limit}, "devices": [{"allow": False, "access": "rwm"}]},
            # No network namespace: the pod is in the one of the script, where nothing but loopback is.
            "namespaces": [{"type": each} for each in ("pid", "ipc", "uts", "mount")],
            "seccomp": seccomp(pod["securityContext"]["seccompProfile"]),
            "maskedPaths": ["/proc/kcore", "/proc/keys", "/proc/timer_list", "/sys/firmware"],
            "readonlyPaths": ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"],
        },
    }
    with open(os.path.join(bundle, "config.json"), "w") as file:
        json.dump(config, file, indent=1)


if __name__ == "__main__":
    main(*sys.argv[1:])
