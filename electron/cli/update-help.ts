/** The manual of `chatelaine update`. */
export const UPDATE_HELP = `chatelaine update - new versions of Chatelaine, and the way back

Usage: chatelaine update [status] [OPTIONS]
       chatelaine update check   [OPTIONS]
       chatelaine update install [--tonight] [OPTIONS]
       chatelaine update cancel  [OPTIONS]
       chatelaine update rollback [--yes] [OPTIONS]
       chatelaine update notes   [--all] [OPTIONS]

status    what runs here, how it came here, and how far an update is. Asks nobody.
check     asks where new versions are announced whether there is one for this copy.
install   fetches it and exchanges the program, by the Chatelaine that runs: at once,
          or with --tonight at 02:30. It waits for a set-up or a job in hand. Then
          chatting pauses: all the office has is copied, the new version comes up
          with nobody let in, and people, rooms and messages are counted before and
          after. Only a version with nothing missing is kept; otherwise all is put
          back by itself. The command ends when the exchange begins.
cancel    not now: possible until the copy is made.
rollback  the version before, for seven days. Where both read the same data only the
          program goes back and nothing is lost; otherwise it says what came since
          and would go aside, and asks. --yes does not ask.
notes     what is new in this version, or with --all in each.

A copy from a Debian or RPM package is exchanged by the package manager: the commands
are printed. One that runs from its sources is its owner's to exchange.

Options
  --data DIR     the data folder. Default: CHATELAINE_DATA, else the platform's own place
  --lang en|fr   the language. Default: that of LANG
  --json         print the state, or {"error":{"code","data"}}

Exit codes
  0  done; with check: this is the newest version
  1  it did not work, or the version was not kept
  2  wrong usage
  3  no Chatelaine runs on the folder that could do it
  10 with check and status: there is a newer version
`;
