; What the Windows installer does beside copying files. Never run here (README, "What was never run").

!macro customInstall
  ; Offered for xmpp: links, not taken: a class of our own, and a line in "Default apps". The person chooses there.
  WriteRegStr SHCTX "Software\Classes\Chatelaine.xmpp" "" "XMPP address"
  WriteRegStr SHCTX "Software\Classes\Chatelaine.xmpp" "URL Protocol" ""
  WriteRegStr SHCTX "Software\Classes\Chatelaine.xmpp\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
  WriteRegStr SHCTX "Software\Chatelaine\Capabilities" "ApplicationName" "Chatelaine"
  WriteRegStr SHCTX "Software\Chatelaine\Capabilities" "ApplicationDescription" "A small office's own chat server"
  WriteRegStr SHCTX "Software\Chatelaine\Capabilities\URLAssociations" "xmpp" "Chatelaine.xmpp"
  WriteRegStr SHCTX "Software\RegisteredApplications" "Chatelaine" "Software\Chatelaine\Capabilities"
  ; The task was ended to exchange the files it runs from; it goes on with the new ones. Where there is none, nothing happens.
  ${if} ${isUpdated}
    nsExec::Exec 'schtasks /Run /TN "\Chatelaine"'
  ${endIf}
!macroend

LangString keepData 1033 "Keep the office's data (accounts, messages, keys, settings)?$\r$\n$\r$\nYes: it stays in $APPDATA\Chatelaine, for a new installation.$\r$\nNo: it is deleted for good, with the backups in it."
LangString keepData 1036 "Garder les données du bureau (comptes, messages, clés, réglages) ?$\r$\n$\r$\nOui : elles restent dans $APPDATA\Chatelaine, pour une nouvelle installation.$\r$\nNon : elles sont supprimées définitivement, avec les sauvegardes qu'elles contiennent."

!macro customUnInstall
  ; The task that runs it when nobody is logged in goes first: it would hold the files open.
  nsExec::Exec 'schtasks /End /TN "\Chatelaine"'
  ; An update takes the old version away first: the office stays a service.
  ${ifNot} ${isUpdated}
    nsExec::Exec 'schtasks /Delete /TN "\Chatelaine" /F'
  ${endIf}
  DeleteRegKey SHCTX "Software\Classes\Chatelaine.xmpp"
  DeleteRegKey SHCTX "Software\Chatelaine"
  DeleteRegValue SHCTX "Software\RegisteredApplications" "Chatelaine"
  ; An update, or a removal without a person, keeps the data.
  ${ifNot} ${isUpdated}
    ${ifNot} ${Silent}
      SetShellVarContext current
      MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON1 "$(keepData)" IDYES keepTheData
      RMDir /r "$APPDATA\Chatelaine"
      keepTheData:
    ${endIf}
  ${endIf}
!macroend
