"""A person at a keyboard who does what a guide says: finds what it names on the screen, and types and clicks there.

Reads the deeds as JSON from standard input. What is on the screen is asked of the program itself (AT-SPI, as a screen reader does);
mouse and keys are real (xdotool). Ends with an error where something a guide names is not there.
"""
import json
import re
import subprocess
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi

SOON = 20.0
MENU_LINES = {"menu item", "check menu item"}
BUTTONS = {"push button", "menu", "menu item", "page tab", "radio button", "toggle button", "link", "list item", "check menu item"}


def plain(name):
    """A name as a person compares it: without access keys, colons and dots."""
    return re.sub(r"[\s_]+", " ", (name or "").replace("_", "")).strip().rstrip(":.…").strip().lower()


def walk(node, depth=0):
    if node is None or depth > 40:
        return
    yield node
    for index in range(min(node.get_child_count(), 400)):
        try:
            child = node.get_child_at_index(index)
        except Exception:  # It closed while we looked.
            continue
        yield from walk(child, depth + 1)


def on_screen():
    desktop = Atspi.get_desktop(0)
    for index in range(desktop.get_child_count()):
        application = desktop.get_child_at_index(index)
        if application is not None:
            yield from walk(application)


def is_shown(node):
    try:
        states = node.get_state_set()
        box = node.get_extents(Atspi.CoordType.SCREEN)
        return states.contains(Atspi.StateType.SHOWING) and box.width > 1 and box.height > 1
    except Exception:  # It closed while we looked.
        return False


def names_of(node):
    """What the screen says a thing is: its own name, or that of its label."""
    # A field without a label says what it is where the mouse rests on it, or until something is in it.
    found = [node.get_name(), node.get_description(), (node.get_attributes() or {}).get("placeholder-text")]
    for relation in node.get_relation_set() or []:
        if relation.get_relation_type() == Atspi.RelationType.LABELLED_BY:
            found += [relation.get_target(n).get_name() for n in range(relation.get_n_targets())]
    return {plain(name) for name in found if name}


def wait_for(what, look):
    until = time.monotonic() + SOON
    while True:
        try:
            found = look()
        except Exception:  # The screen changed while we looked at it.
            found = None
        if found:
            return found
        if time.monotonic() > until:
            seen = sorted({"%s %r" % (one.get_role_name(), one.get_name()) for one in on_screen() if is_shown(one) and one.get_name()})
            sys.exit("There is no %s on the screen. There is:\n  %s" % (what, "\n  ".join(seen)))
        time.sleep(0.1)


def xdotool(*words):
    subprocess.run(["xdotool", *words], check=True)


def to_front(node):
    """Windows lie on each other: a person takes the one they mean."""
    while node is not None and node.get_role_name() not in ("frame", "dialog"):
        node = node.get_parent()
    if node is None or not node.get_name():
        return
    title = "^%s$" % re.escape(node.get_name())
    found = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", title], stdout=subprocess.PIPE, check=False)
    for window in found.stdout.decode().split():
        xdotool("windowraise", window)
        xdotool("windowfocus", window)


def click(node):
    to_front(node)
    box = node.get_extents(Atspi.CoordType.SCREEN)
    xdotool("mousemove", str(box.x + box.width // 2), str(box.y + box.height // 2))
    xdotool("click", "1")


def find(name, roles):
    wanted = plain(name)
    fitting = [one for one in on_screen() if one.get_role_name() in roles and is_shown(one) and wanted in names_of(one)]
    # What opened last lies on top.
    return fitting[-1] if fitting else None


def find_in_menus(name):
    """Lines of a menu are there before it is opened."""
    wanted = plain(name)
    return next((one for one in on_screen() if one.get_role_name() in MENU_LINES and wanted in names_of(one)), None)


def press(name):
    """Menus are chosen from as screen readers do it: an open menu holds the mouse, and nothing else could be looked at."""
    found = wait_for("button %r" % name, lambda: find(name, BUTTONS) or find_in_menus(name))
    role = found.get_role_name()
    if role == "menu":
        return
    if role in MENU_LINES:
        found.get_action_iface().do_action(0)
    else:
        click(found)


def type_into(name, value, role):
    field = wait_for("field %r" % name, lambda: find(name, role))
    click(field)
    xdotool("key", "ctrl+a")
    xdotool("type", "--delay", "15", value)
    if "password text" != field.get_role_name():
        wait_for("%r in the field %r" % (value, name), lambda: Atspi.Text.get_text(field, 0, -1) == value)


def choose(name, value):
    box = wait_for("list %r" % name, lambda: find(name, {"combo box"}))
    if plain(value) in {plain(box.get_name())}:
        return
    line = wait_for("%r in the list %r" % (value, name), lambda: next(one for one in walk(box) if plain(value) in names_of(one)))
    line.get_action_iface().do_action(0)


def set_box(name, wanted):
    box = wait_for("box %r" % name, lambda: find(name, {"check box", "toggle button", "switch"}))
    if box.get_state_set().contains(Atspi.StateType.CHECKED) != wanted:
        click(box)


def main():
    for deed in json.load(sys.stdin):
        print(json.dumps({key: deed[key] for key in ("do", "name")}), flush=True)
        if deed["do"] == "press":
            press(deed["name"])
        elif deed["do"] == "type":
            type_into(deed["name"], deed["value"], {"text", "password text", "entry", "spin button"})
        elif deed["do"] == "choose":
            choose(deed["name"], deed["value"])
        elif deed["do"] in ("tick", "untick"):
            set_box(deed["name"], deed["do"] == "tick")


main()
