#!/usr/bin/env python3
"""Sets up the chat programs of this computer's person. Made by Chatelaine; needs Python 3.8 and nothing else.

Shows what it would write, and asks before it does. `--undo` takes it back. Changes nothing but the files it names, keeps a copy
of each, and leaves alone what it does not understand. Text is read as Latin-1, byte for byte.
"""
import argparse
import hashlib
import json
import locale
import os
import re
import secrets
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree

DATA = json.loads(r'''@DATA@''')

WORDS = {
    "en": {
        "title": "The account {address}, in the chat programs of this computer",
        "from": "Made by Chatelaine for {domain}.",
        "secret": "This file holds the password of {address}. Whoever has it can read that account's messages:\ndelete it when you are done (on Linux: shred -u FILE), and take it off the stick or mail it came with.",
        "none": "None of the programs this file knows is on this computer: {programs}.",
        "there": "{program}: the account is there already. It is left as it is.",
        "running": "{program}: it is open. Close it, then run this again.",
        "newer": "{program}: {file} was made by a later version, which nobody has tried this with. It is left as it is.",
        "locked": "{program}: another program holds {file}. Close it, then run this again.",
        "unreadable": "{program}: {file} cannot be read or written by you. It is left as it is.",
        "not-yours": "{program}: {file} belongs to somebody else. It is left as it is.",
        "elsewhere": "{program}: {file} is a link that leads elsewhere. It is left as it is.",
        "huge": "{program}: {file} is far larger than such a file should be. It is left as it is.",
        "broken": "{program}: {file} is not what this program writes. It is left as it is.",
        "name-taken": "{program}: another account there has this name. It is left as it is.",
        "plan": "{program}: this is written to {file}",
        "stays": "    {count} other account(s) there stay as they are.",
        "trust": "    and this to {file}, so that {program} believes your office's certificate",
        "keyring": "    The password goes into your keyring, where {program} looks for it.",
        "plain": "    {program} keeps the password readable in that file: whoever can read your files can read it.",
        "obscured": "    {program} keeps the password in that file, hidden from a glance only.",
        "asks": "    {program} asks for the password when it connects.",
        "by-hand": "    {program} does not ask for the password by itself: type it in its menu, where your accounts are.",
        "cannot": "    {program} has no setting for where to connect: it works only where your network knows {domain}.",
        "system-only": "    {program} looks at this computer's list of authorities only: your office's has to be added there first.",
        "ask": "Write this? A copy of each file is kept. [y/N] ",
        "yes": "y",
        "nothing": "Nothing was changed.",
        "done": "{program}: done. Start it.",
        "failed": "{program}: it did not work, and everything is as it was. {why}",
        "how-back": "To take it back: python3 {script} --undo",
        "undone": "{program}: {file} is as it was.",
        "taken-out": "{program}: it has written to {file} since. Only this account was taken out.",
        "nothing-to-undo": "There is nothing to take back.",
        "untried": "On macOS nobody has tried this yet.",
        "help-plan": "show what would be written, and change nothing",
        "help-yes": "do not ask",
        "help-undo": "take back what this file has written",
        "help-only": "this program only",
        "help-language": "en or fr; without it as your computer speaks",
    },
    "fr": {
        "title": "Le compte {address}, dans les applications de chat de cet ordinateur",
        "from": "Préparé par Chatelaine pour {domain}.",
        "secret": "Ce fichier contient le mot de passe de {address}. Qui le possède peut lire les messages de ce compte :\nsupprimez-le ensuite (sous Linux : shred -u FICHIER), ainsi que de la clé ou du courriel qui l'a apporté.",
        "none": "Aucune des applications que ce fichier connaît n'est sur cet ordinateur : {programs}.",
        "there": "{program} : le compte y est déjà. Rien n'y est changé.",
        "running": "{program} : l'application est ouverte. Fermez-la, puis relancez ce fichier.",
        "newer": "{program} : {file} vient d'une version plus récente, avec laquelle personne n'a essayé. Rien n'y est changé.",
        "locked": "{program} : une autre application tient {file}. Fermez-la, puis relancez ce fichier.",
        "unreadable": "{program} : vous ne pouvez pas lire ou écrire {file}. Rien n'y est changé.",
        "not-yours": "{program} : {file} appartient à quelqu'un d'autre. Rien n'y est changé.",
        "elsewhere": "{program} : {file} est un lien qui mène ailleurs. Rien n'y est changé.",
        "huge": "{program} : {file} est bien plus gros qu'un tel fichier ne devrait l'être. Rien n'y est changé.",
        "broken": "{program} : {file} n'est pas ce que cette application écrit. Rien n'y est changé.",
        "name-taken": "{program} : un autre compte y porte ce nom. Rien n'y est changé.",
        "plan": "{program} : voici ce qui est écrit dans {file}",
        "stays": "    {count} autre(s) compte(s) y restent tels quels.",
        "trust": "    et ceci dans {file}, pour que {program} croie le certificat de votre entreprise",
        "keyring": "    Le mot de passe va dans votre trousseau, où {program} le cherche.",
        "plain": "    {program} garde le mot de passe lisible dans ce fichier : qui peut lire vos fichiers peut le lire.",
        "obscured": "    {program} garde le mot de passe dans ce fichier, caché au premier regard seulement.",
        "asks": "    {program} demande le mot de passe à la connexion.",
        "by-hand": "    {program} ne demande pas de lui-même le mot de passe : tapez-le dans son menu, là où sont vos comptes.",
        "cannot": "    {program} n'a pas de réglage pour dire où se connecter : cela ne marche que là où votre réseau connaît {domain}.",
        "system-only": "    {program} ne regarde que la liste d'autorités de cet ordinateur : celle de votre entreprise doit d'abord y être ajoutée.",
        "ask": "Écrire cela ? Une copie de chaque fichier est gardée. [o/N] ",
        "yes": "o",
        "nothing": "Rien n'a été changé.",
        "done": "{program} : c'est fait. Vous pouvez l'ouvrir.",
        "failed": "{program} : cela n'a pas marché, et tout est comme avant. {why}",
        "how-back": "Pour revenir en arrière : python3 {script} --undo",
        "undone": "{program} : {file} est comme avant.",
        "taken-out": "{program} : l'application a écrit dans {file} depuis. Seul ce compte en a été retiré.",
        "nothing-to-undo": "Il n'y a rien à reprendre.",
        "untried": "Sous macOS, personne n'a encore essayé.",
        "help-plan": "montrer ce qui serait écrit, sans rien changer",
        "help-yes": "ne pas demander",
        "help-undo": "reprendre ce que ce fichier a écrit",
        "help-only": "cette application seulement",
        "help-language": "en ou fr ; sans cela, comme parle votre ordinateur",
    },
}

HOME = os.path.expanduser("~")
BESIDE = ("-wal", "-journal")
FLAGS = re.IGNORECASE | re.ASCII


class Trouble(Exception):
    """A file that is left as it is; the message is a key of WORDS."""


def absolute(name, usual):
    """An XDG folder: what is unset, empty or relative is the usual one."""
    path = os.environ.get(name, "")
    return path if path.startswith("/") else os.path.join(HOME, *usual)


def folders(flatpak):
    if flatpak:
        base = os.path.join(HOME, ".var", "app", flatpak)
        return {"home": HOME, "config": os.path.join(base, "config"), "data": os.path.join(base, "data")}
    return {
        "home": HOME,
        "config": absolute("XDG_CONFIG_HOME", (".config",)),
        "data": absolute("XDG_DATA_HOME", (".local", "share")),
        "support": os.path.join(HOME, "Library", "Application Support"),
    }


KEPT = os.path.join(absolute("XDG_DATA_HOME", (".local", "share")), "chatelaine-client-setup")


def place(where, these, profile):
    return os.path.join(profile if where["root"] == "profile" else these[where["root"]], *where["path"])


def read(path):
    with open(path, "rb") as file:
        return file.read().decode("latin-1")


def digest(path):
    return hashlib.sha256(read(path).encode("latin-1")).hexdigest() if os.path.lexists(path) else None


def write(path, text):
    """In place of the old file, with its rights; whole or not at all."""
    mode = os.stat(path).st_mode & 0o777 if os.path.exists(path) else 0o600
    handle, beside = tempfile.mkstemp(dir=os.path.dirname(path))
    with os.fdopen(handle, "wb") as file:
        file.write(text.encode("latin-1"))
        file.flush()
        os.fsync(file.fileno())
    os.chmod(beside, mode)
    os.replace(beside, path)


def look(path, root, most):
    """Whether the file is there. Raises Trouble where it is not one to write into."""
    at = root
    for name in os.path.relpath(path, root).split(os.sep):
        at = os.path.join(at, name)
        try:
            found = os.lstat(at)
        except (FileNotFoundError, NotADirectoryError):
            return False
        except PermissionError:
            raise Trouble("unreadable")
        if os.path.islink(at):
            raise Trouble("elsewhere")
        if found.st_uid != os.getuid():
            raise Trouble("not-yours")
    if not os.path.isfile(path):
        raise Trouble("broken")
    if found.st_size > most:
        raise Trouble("huge")
    if found.st_mode & 0o600 != 0o600 or not os.access(path, os.R_OK | os.W_OK):
        raise Trouble("unreadable")
    return True


def running(names):
    """Whether one of these programs of this person runs."""
    asked = subprocess.run(["ps", "-U", str(os.getuid()), "-o", "pid=,args="], stdout=subprocess.PIPE, check=False)
    for line in asked.stdout.decode("utf-8", "replace").splitlines():
        process, *words = line.split()[:3]
        first = os.path.basename(words[0]) if words else ""
        if re.fullmatch(r"python[\d.]*", first) and len(words) > 1:
            first = os.path.basename(words[1])
        if first in names and is_at_home(process):
            return True
    return False


def is_at_home(process):
    """Whether it is a program of this home folder; where nobody can tell, it is."""
    try:
        with open("/proc/%s/environ" % process, "rb") as file:
            own = [one for one in file.read().split(b"\0") if one.startswith(b"HOME=")]
    except OSError:
        return True
    return not own or own[0] == os.fsencode("HOME=" + HOME)


# --- an account as a piece of text --------------------------------------------------------------------------------


def whole(text, form):
    if "\0" in text:
        return False
    if form == "keyfile" or not text.strip():
        return True
    try:
        xml.etree.ElementTree.fromstring(text.encode("latin-1"))
        return True
    except xml.etree.ElementTree.ParseError:
        return False


def text_state(text, edit):
    if text is not None and not whole(text, edit["form"]):
        raise Trouble("broken")
    return "there" if text is not None and re.search(edit["own"], text, FLAGS) else "add"


def with_account(text, edit):
    start = edit["skeleton"] if text is None or not text.strip() else text
    if edit["hollow"]:
        start = re.sub(edit["hollow"]["find"], lambda _: edit["hollow"]["text"], start, count=1, flags=FLAGS)
    number = 0
    while edit["taken"] and re.search(edit["taken"].replace(DATA["number"], str(number)), start, FLAGS):
        number += 1
    block = edit["block"].replace(DATA["number"], str(number)).replace(DATA["random"], secrets.token_hex(4))
    if not edit["before"]:
        return start + ("" if not start or start.endswith("\n") else "\n") + block
    found = re.search(edit["before"], start, FLAGS)
    if not found:
        raise Trouble("broken")
    return start[: found.start()] + block + start[found.start() :]


def without(text, own):
    return re.sub(own, "", text, count=1, flags=FLAGS)


# --- an account as a row of a database ----------------------------------------------------------------------------


def rows(path, work):
    """One piece of work on a database; what SQLite says about the file is a Trouble."""
    connection = sqlite3.connect(path, timeout=0.25, isolation_level=None)
    try:
        return work(connection)
    except sqlite3.OperationalError as error:
        raise Trouble("locked" if "locked" in str(error) else "broken")
    except sqlite3.DatabaseError:
        raise Trouble("broken")
    finally:
        connection.close()


def row_state(connection, edit):
    if connection.execute("PRAGMA user_version").fetchone()[0] > edit["newest"]:
        raise Trouble("newer")

    def is_there(condition):
        query = "SELECT 1 FROM %s WHERE %s" % (edit["table"], condition["where"])
        return connection.execute(query, condition["values"]).fetchone() is not None

    if is_there(edit["own"]):
        return "there"
    if edit["other"] and is_there(edit["other"]):
        raise Trouble("name-taken")
    return "add"


def write_row(connection, edit, fresh):
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statement in edit["create"] if fresh else ():
            connection.execute(statement)
        names = list(edit["row"])
        values = [one.replace(DATA["random"], secrets.token_hex(4)) if isinstance(one, str) else one for one in edit["row"].values()]
        marks = ", ".join("?" for _ in names)
        connection.execute("INSERT INTO %s (%s) VALUES (%s)" % (edit["table"], ", ".join(names), marks), values)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def copied(path, work):
    """Work on a copy: opening the database itself would already change what lies beside it."""
    with tempfile.TemporaryDirectory() as folder:
        copy = os.path.join(folder, "database")
        shutil.copyfile(path, copy)
        for beside in BESIDE:
            if os.path.exists(path + beside):
                shutil.copyfile(path + beside, copy + beside)
        return rows(copy, work)


# --- one program --------------------------------------------------------------------------------------------------


def found_files(program, flatpak):
    """The program's files, one for each profile; where there is none yet, the first one's place."""
    layout = program["layouts"].get("darwin" if sys.platform == "darwin" else "linux")
    if layout is None:
        return []
    folder = place(layout["place"], folders(flatpak), "")
    names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    if layout["profiles"] == "folders":
        return [os.path.join(folder, name, layout["file"]) for name in (names or [layout["first"]])]
    files = [os.path.join(folder, layout["file"])]
    if layout["profiles"] == "suffix":
        more = [name for name in names if name.startswith(layout["file"] + ".")]
        files += [os.path.join(folder, name) for name in more if not re.search(r"-(wal|shm|journal)$|\.tmp$", name)]
    return files


def is_installed(program, flatpak):
    if not flatpak:
        return shutil.which(program["binary"]) is not None
    places = ("/var/lib/flatpak/app", os.path.join(folders(None)["data"], "flatpak/app"))
    return any(os.path.isdir(os.path.join(base, flatpak)) for base in places)


def keyring_there():
    try:
        import keyring
        import keyring.core

        return keyring.core.recommended(keyring.get_keyring())
    except Exception:  # Whatever is wrong with it: then the program asks.
        return False


def password_way(program, file, fresh, flatpak):
    if not DATA["password"]:
        return program["without"]
    if program["password"] != "keyring":
        return program["password"]
    if not fresh:
        app = copied(file, lambda one: one.execute("SELECT settings FROM settings WHERE name = 'app'").fetchone())
        if app and json.loads(app[0]).get("use_keyring") is False:
            return "plain"
    return "keyring" if not flatpak and keyring_there() else "asks"


def plan(program, file, flatpak):
    """What would be done, or None where the account is there. Raises Trouble."""
    these = folders(flatpak)
    edit = program["edit"]
    layout = program["layouts"]["darwin" if sys.platform == "darwin" else "linux"]
    is_rows = edit["kind"] == "rows"
    fresh = not look(file, these[layout["place"]["root"]], DATA["most"]["rows" if is_rows else "text"])
    if is_rows:
        state = "add" if fresh else copied(file, lambda one: row_state(one, edit))
        stays = 0 if fresh else len(copied(file, lambda one: one.execute(program["accounts"]["query"]).fetchall()))
    else:
        text = None if fresh else read(file)
        state = text_state(text, edit)
        stays = len(re.findall(program["accounts"]["pattern"], text or ""))
    if state == "there":
        return None
    way = password_way(program, file, fresh, flatpak)
    trust = program["trust"]
    trust_file = trust and place(trust["place"], these, os.path.dirname(file))
    if trust_file:
        root = HOME if trust["place"]["root"] == "profile" else these[trust["place"]["root"]]
        before = read(trust_file) if look(trust_file, root, DATA["most"]["text"]) else ""
        if before == trust["text"] if trust["how"] == "file" else re.search(trust["own"], before, FLAGS):
            trust_file = None
    if way in ("plain", "obscured"):
        edit = program["editWithPassword"]
    return {"file": file, "fresh": fresh, "edit": edit, "stays": stays, "way": way, "trust": trust_file}


def missing_folders(files):
    missing = []
    for file in files:
        own, at = [], os.path.dirname(file)
        while at not in missing and not os.path.lexists(at):
            own.insert(0, at)
            at = os.path.dirname(at)
        missing += own
    return missing


def apply(program, it):
    # First: what is made for the copies was not made for the program.
    os.makedirs(KEPT, mode=0o700, exist_ok=True)
    paths = [it["file"]] + [it["file"] + beside for beside in BESIDE] + ([it["trust"]] if it["trust"] else [])
    record = {
        "program": program["name"],
        "at": time.time(),
        "own": it["edit"]["own"],
        "kind": it["edit"]["kind"],
        "table": it["edit"].get("table"),
        "processes": program["processes"],
        "folders": missing_folders(paths),
        "keyring": DATA["address"] if it["way"] == "keyring" else None,
        "trust": it["trust"] and {"path": it["trust"], "how": program["trust"]["how"], "own": program["trust"]["own"]},
        "files": [],
    }
    folder = os.path.join(KEPT, secrets.token_hex(8))
    os.mkdir(folder, 0o700)
    for index, path in enumerate(paths):
        copy = "file-%d" % index if os.path.exists(path) else None
        mode = os.stat(path).st_mode & 0o777 if copy else 0o600
        if copy:
            shutil.copyfile(path, os.path.join(folder, copy))
            os.chmod(os.path.join(folder, copy), 0o600)
        record["files"].append({"path": path, "copy": copy, "mode": mode, "after": None})
    keep(folder, record)
    try:
        for missing in record["folders"]:
            os.mkdir(missing, 0o700)
        if it["edit"]["kind"] == "text":
            write(it["file"], with_account(None if it["fresh"] else read(it["file"]), it["edit"]))
        else:
            if it["fresh"]:
                os.close(os.open(it["file"], os.O_CREAT | os.O_EXCL, 0o600))
            rows(it["file"], lambda one: write_row(one, it["edit"], it["fresh"]))
        if it["trust"]:
            before = read(it["trust"]) if program["trust"]["how"] == "append" and os.path.exists(it["trust"]) else ""
            write(it["trust"], before + ("" if not before or before.endswith("\n") else "\n") + program["trust"]["text"])
        if record["keyring"]:
            import keyring

            keyring.set_password("gajim", record["keyring"], DATA["password"])
        if not is_there(it["file"], it["edit"]):
            raise Trouble("broken")
    except BaseException:
        put_back(folder, record)
        raise
    for one in record["files"]:
        one["after"] = digest(one["path"])
    keep(folder, record)


def is_there(file, edit):
    if edit["kind"] == "text":
        return text_state(read(file), edit) == "there"
    return copied(file, lambda one: row_state(one, edit)) == "there"


def keep(folder, record):
    write(os.path.join(folder, "record.json"), json.dumps(record, indent=1))


# --- the way back -------------------------------------------------------------------------------------------------


def put_back(folder, record):
    for one in reversed(record["files"]):
        put_file_back(folder, one)
    forget(folder, record)


def put_file_back(folder, one):
    if one["copy"] is None:
        if os.path.lexists(one["path"]):
            os.remove(one["path"])
        return
    # Nobody else may read it for a moment either: it holds passwords.
    handle, beside = tempfile.mkstemp(dir=os.path.dirname(one["path"]))
    with open(os.path.join(folder, one["copy"]), "rb") as source, os.fdopen(handle, "wb") as file:
        shutil.copyfileobj(source, file)
        file.flush()
        os.fsync(file.fileno())
    os.chmod(beside, one["mode"])
    os.replace(beside, one["path"])


def forget(folder, record):
    for made in reversed(record["folders"]):
        if os.path.isdir(made) and not os.listdir(made):
            os.rmdir(made)
    shutil.rmtree(folder)


def take_out(folder, record):
    file = record["files"][0]["path"]
    if os.path.exists(file):
        if record["kind"] == "text":
            write(file, without(read(file), record["own"]))
        else:
            query = "DELETE FROM %s WHERE %s" % (record["table"], record["own"]["where"])
            rows(file, lambda one: one.execute(query, record["own"]["values"]))
    trust = record["trust"]
    if trust:
        ours = [one for one in record["files"] if one["path"] == trust["path"]][0]
        if ours["after"] == digest(trust["path"]):
            put_file_back(folder, ours)
        elif trust["how"] == "append" and os.path.exists(trust["path"]):
            write(trust["path"], without(read(trust["path"]), trust["own"]))
    forget(folder, record)


def undo(say):
    names = os.listdir(KEPT) if os.path.isdir(KEPT) else []
    kept = [(os.path.join(KEPT, name), json.loads(read(os.path.join(KEPT, name, "record.json")))) for name in names]
    left = 0
    for folder, record in sorted(kept, key=lambda one: -one[1]["at"]):
        about = {"program": record["program"], "file": record["files"][0]["path"]}
        if running(record["processes"]):
            say("running", **about)
            left += 1
            continue
        if record["keyring"]:
            import keyring

            keyring.delete_password("gajim", record["keyring"])
        if all(one["after"] == digest(one["path"]) for one in record["files"]):
            put_back(folder, record)
            say("undone", **about)
        else:
            take_out(folder, record)
            say("taken-out", **about)
    if not kept:
        say("nothing-to-undo")
    return 1 if left else 0


# --- what a person sees -------------------------------------------------------------------------------------------


def speech(arguments):
    """The language: as asked, as the computer speaks where we can, else the one this file was made in."""
    asked = [arguments[n + 1] for n, one in enumerate(arguments[:-1]) if one == "--language"]
    spoken = (os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or "")[:2]
    for language in asked + [spoken, DATA["language"]]:
        if language in WORDS:
            return language
    return "en"


def main(arguments):
    locale.setlocale(locale.LC_ALL, "")
    words = WORDS[speech(arguments)]

    def say(key, **about):
        print(words[key].format(address=DATA["address"], domain=DATA["domain"], script=sys.argv[0], **about))

    parser = argparse.ArgumentParser(description=words["title"].format(address=DATA["address"]))
    parser.add_argument("--plan", action="store_true", help=words["help-plan"])
    parser.add_argument("--yes", action="store_true", help=words["help-yes"])
    parser.add_argument("--undo", action="store_true", help=words["help-undo"])
    parser.add_argument("--only", choices=[one["id"] for one in DATA["programs"]], help=words["help-only"])
    parser.add_argument("--language", choices=sorted(WORDS), help=words["help-language"])
    asked = parser.parse_args(arguments)
    if asked.undo:
        return undo(say)
    say("title")
    say("from")
    if DATA["password"]:
        say("secret")
    if sys.platform == "darwin":
        say("untried")
    return carry_out(asked, say, words)


def carry_out(asked, say, words):
    plans, trouble, known = [], 0, False
    for program in DATA["programs"]:
        if asked.only and program["id"] != asked.only:
            continue
        for flatpak in [None] + ([program["flatpak"]] if program["flatpak"] else []):
            for file in found_files(program, flatpak):
                if not os.path.lexists(file) and not is_installed(program, flatpak):
                    continue
                known = True
                about = {"program": program["name"], "file": file}
                print()
                try:
                    it = plan(program, file, flatpak)
                    if it is None:
                        say("there", **about)
                        continue
                    show(program, it, say)
                    if running(program["processes"]):
                        raise Trouble("running")
                    plans.append((program, it))
                except Trouble as reason:
                    trouble += 1
                    say(str(reason), **about)
    if not known:
        say("none", programs=", ".join(one["name"] for one in DATA["programs"]))
        return 1
    if asked.plan or not plans:
        return 1 if trouble else 0
    print()
    if not asked.yes and input(words["ask"]).strip().lower()[:1] != words["yes"]:
        say("nothing")
        return 1
    done = 0
    for program, it in plans:
        try:
            apply(program, it)
            done += 1
            say("done", program=program["name"])
        except Exception as error:
            trouble += 1
            say("failed", program=program["name"], why=error)
    if done:
        say("how-back")
    return 1 if trouble else 0


def show(program, it, say):
    about = {"program": program["name"]}
    say("plan", file=it["file"], **about)
    for line in program["shownWithPassword" if it["way"] in ("plain", "obscured") else "shown"]:
        print("    + " + line)
    if it["trust"]:
        say("trust", file=it["trust"], **about)
    if it["stays"]:
        say("stays", count=it["stays"])
    say(it["way"], **about)
    if program["systemOnly"]:
        say("system-only", **about)
    if program["cannotReach"]:
        say("cannot", **about)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (KeyboardInterrupt, EOFError):
        print()
        sys.exit(130)
