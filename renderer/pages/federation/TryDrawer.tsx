import { Trans, useLingui } from '@lingui/react/macro';
import { Building2 } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { Button } from '../../components/Button.tsx';
import { Drawer } from '../../components/Drawer.tsx';
import { DrawerForm } from '../../components/DrawerParts.tsx';
import { Row } from '../../components/Page.tsx';
import { TextField } from '../../components/TextField.tsx';
import { pathTo } from './CompaniesTable.tsx';
import { TryButtons, TryProgress } from './TryPart.tsx';
import { useTry } from './use-try.ts';

/** Can colleagues reach this company? Tried on demand, step by step. */
export function TryDrawer() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const trying = useTry();
  const missing = typed.trim() === '' ? t`Type a domain first.` : null;
  const start = () => {
    if (missing === null) void trying.start(typed.trim());
  };
  const { domain } = trying;
  return (
    <Drawer
      title={<Trans>Try a company</Trans>}
      subtitle={<Trans>Can colleagues reach it? Every step to its server and back.</Trans>}
      onClose={() => void navigate('/federation')}
      takeFocus={false}
      foot={<TryButtons primary trying={trying} missing={missing} onTry={start} />}
    >
      <DrawerForm onSubmit={start}>
        <TextField
          label={<Trans>Domain of the company</Trans>}
          value={typed}
          onChange={setTyped}
          mono
          autoFocus
          inputMode="url"
          maxLength={1023}
          placeholder="partner.example"
          help={<Trans>What stands after the @ in their chat addresses. Nobody there sees the try.</Trans>}
        />
        <TryProgress trying={trying} />
        {trying.state === 'done' && (
          <Row>
            <Button icon={Building2} onPress={() => void navigate(pathTo(domain))}>
              <Trans>Open {domain}</Trans>
            </Button>
          </Row>
        )}
      </DrawerForm>
    </Drawer>
  );
}
