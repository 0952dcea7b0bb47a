"""Somebody's chat program, of another make: sends a message and has it received, or reads what was said before.

talk.py send FROM PASSWORD TO PASSWORD TEXT    talk.py read WHO PASSWORD    talk.py stay WHO PASSWORD
"stay" holds its session: a line when it is there, one each time it is lost and has come back with how long that took, until it is killed.
Prints one line of JSON. Trusts the office's own authority alone.
"""
import asyncio
import json
import os
import sys
import time

from slixmpp import ClientXMPP

AUTHORITY = os.environ.get('AUTHORITY', '/var/lib/chatelaine/certificates/authority.pem')


class Program(ClientXMPP):
    def __init__(self, address, password):
        super().__init__(address, password)
        self.ca_certs = AUTHORITY
        self.register_plugin('xep_0313')
        self.ready = asyncio.get_event_loop().create_future()
        self.heard = asyncio.Queue()
        self.add_event_handler('session_start', self.started)
        self.add_event_handler('message', lambda message: self.heard.put_nowait(message['body']))

    async def started(self, _):
        self.send_presence()
        self.ready.set_result(True)

    async def come(self):
        self.connect(('127.0.0.1', 5222))
        await asyncio.wait_for(self.ready, 30)
        return self


async def send(sender, password, receiver, other, text):
    one, two = await Program(sender, password).come(), await Program(receiver, other).come()
    one.send_message(mto=two.boundjid.bare, mbody=text, mtype='chat')
    print(json.dumps({'heard': await asyncio.wait_for(two.heard.get(), 30)}))
    await one.disconnect()
    await two.disconnect()


async def read(address, password):
    one = await Program(address, password).come()
    answer = await one['xep_0313'].retrieve()
    print(json.dumps({'said': [each['mam_result']['forwarded']['stanza']['body'] for each in answer['mam']['results']]}))
    await one.disconnect()


async def stay(address, password):
    one = Program(address, password)
    lost = None

    def gone(_):
        nonlocal lost
        lost = lost or time.monotonic()

    def back(_):
        nonlocal lost
        print(json.dumps({'back': round(time.monotonic() - lost, 2)}), flush=True)
        lost = None

    await one.come()
    print(json.dumps({'here': True}), flush=True)
    one.del_event_handler('session_start', one.started)
    one.add_event_handler('session_start', back)
    one.add_event_handler('disconnected', gone)
    while True:
        await asyncio.sleep(0.25)
        # As a chat program does that asks again and again; the library's own pause grows to minutes.
        if lost and not one.is_connected():
            one.connect(('127.0.0.1', 5222))


asyncio.get_event_loop().run_until_complete(globals()[sys.argv[1]](*sys.argv[2:]))
