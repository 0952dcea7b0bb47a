import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { SetupAnswers } from '../../api/types.ts';
import { Stack } from '../../components/Page.tsx';
import { TextField } from '../../components/TextField.tsx';

type Ports = SetupAnswers['ports'];

/** For those who know why: 5222 and 5223 are where every program looks first. */
export function PortFields({ ports, onChange }: { ports: Ports; onChange(ports: Ports): void }) {
  const { t } = useLingui();
  return (
    <Stack gap="m">
      <p className="small muted">
        <Trans>Programs look on these ports first. Change them only if another program needs them.</Trans>
      </p>
      <PortField
        label={t`Port with STARTTLS`}
        value={ports.starttls}
        onChange={(starttls) => onChange({ ...ports, starttls })}
      />
      <PortField
        label={t`Port with direct TLS`}
        value={ports.direct}
        onChange={(direct) => onChange({ ...ports, direct })}
      />
    </Stack>
  );
}

function PortField({
  label,
  value,
  onChange,
}: {
  label: string;
  value: number;
  onChange(value: number): void;
}) {
  const [typed, setTyped] = useState(String(value));
  const port = /^\d{1,5}$/.test(typed.trim()) ? Number(typed) : 0;
  const good = port >= 1 && port <= 65_535;
  return (
    <TextField
      label={label}
      value={typed}
      onChange={(text) => {
        setTyped(text);
        const number = Number(text);
        if (Number.isInteger(number) && number >= 1 && number <= 65_535) onChange(number);
      }}
      mono
      inputMode="numeric"
      problem={good ? null : <Trans>A port is a number from 1 to 65535.</Trans>}
    />
  );
}
