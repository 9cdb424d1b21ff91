/** What a person prefers, in every browser: where new conversations begin, how one sends, how it looks, how long things are kept. */
import { useState, type FormEvent, type MouseEvent } from "react";
import { Link } from "wouter";
import type { Preferences } from "../../src/protocol/http.ts";
import type { Problem } from "../../src/protocol/problem.ts";
import { openPanel } from "../commands/opened.ts";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogActions } from "../ui/dialog.tsx";
import { Choice, Toggle } from "../ui/fields.tsx";
import { ModelField } from "../models/model-field.tsx";
import { Notice } from "../ui/notice.tsx";
import { PushField } from "../pushes/push-field.tsx";
import { ReadingField } from "../offline/reading-field.tsx";
import { SystemField, systemRefusal } from "../ui/system-field.tsx";
import { daysText, parseDays, RetentionField } from "../privacy/retention-field.tsx";
import { words } from "../words/words.ts";
import { useAccount } from "./account.tsx";
import { useSetPreferences } from "./actions.ts";
import { LanguageField } from "./language-field.tsx";
import { NotificationFields } from "./notification-fields.tsx";
import { applyLanguage } from "./language.ts";
import { applyTheme } from "./theme.ts";
import { plainUsd } from "../format/money.ts";

function changesOf(before: Preferences, after: Preferences): Partial<Preferences> {
  return {
    ...(after.model === before.model ? {} : { model: after.model }),
    ...(after.system === before.system ? {} : { system: after.system }),
    ...(after.theme === before.theme ? {} : { theme: after.theme }),
    ...(after.language === before.language ? {} : { language: after.language }),
    ...(after.sendWith === before.sendWith ? {} : { sendWith: after.sendWith }),
    ...(after.readAloud === before.readAloud ? {} : { readAloud: after.readAloud }),
    ...(after.suggestions === before.suggestions ? {} : { suggestions: after.suggestions }),
    ...(after.sidebarPrices === before.sidebarPrices ? {} : { sidebarPrices: after.sidebarPrices }),
    ...(after.retentionDays === before.retentionDays ? {} : { retentionDays: after.retentionDays }),
  };
}

export default function PreferencesDialog({ preferences, onClose }: { preferences: Preferences; onClose: () => void }) {
  const { defaultModel, me, voice } = useAccount();
  const preset = me?.preset ?? null;
  const setPreferences = useSetPreferences();
  const [wish, setWish] = useState({ ...preferences, model: preferences.model === "" ? (defaultModel ?? "") : preferences.model });
  const [days, setDays] = useState(daysText(preferences.retentionDays));
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const [isHeld, setHeld] = useState(false);
  const retentionDays = parseDays(days);
  const before = preferences.model === "" ? { ...preferences, model: defaultModel ?? "" } : preferences;
  const isChanged = retentionDays === undefined || Object.keys(changesOf(before, { ...wish, retentionDays })).length > 0;
  const isWrong = retentionDays === undefined || systemRefusal(wish.system) !== null;

  /** Elsewhere leads only what would lose nothing. */
  const leave = (event: MouseEvent) => {
    if (!isChanged) return onClose();
    event.preventDefault();
    setHeld(true);
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (retentionDays === undefined || isWrong) return;
    const change = changesOf(before, { ...wish, retentionDays });
    if (Object.keys(change).length === 0) return onClose();
    setBusy(true);
    const refusal = await setPreferences(change);
    setBusy(false);
    if (refusal !== null) return setProblem(refusal);
    applyTheme(wish.theme);
    onClose();
    await applyLanguage(wish.language);
  };
  return (
    <Dialog title={words.preferences.title} onClose={onClose} isChanged={isChanged}>
      <form onSubmit={(event) => void save(event)} className="mt-5 grid grid-cols-1 gap-5" data-testid="preferences">
        <ModelField label={words.preferences.model} value={wish.model} onChange={(model) => setWish({ ...wish, model })} />
        <SystemField
          label={words.preferences.systemPrompt}
          help={preset === null ? words.preferences.systemPromptHelp : words.preferences.systemPromptPreset(preset.name)}
          value={wish.system}
          onChange={(system) => setWish({ ...wish, system })}
        />
        <Choice
          label={words.preferences.sendWith}
          value={wish.sendWith}
          options={[
            { value: "enter", label: words.preferences.enter },
            { value: "mod-enter", label: words.preferences.modEnter },
          ]}
          onChange={(sendWith) => setWish({ ...wish, sendWith })}
        />
        <Choice
          label={words.preferences.theme}
          value={wish.theme}
          options={[
            { value: "system", label: words.preferences.system },
            { value: "light", label: words.preferences.light },
            { value: "dark", label: words.preferences.dark },
          ]}
          onChange={(theme) => setWish({ ...wish, theme })}
        />
        {voice === null ? null : (
          <Choice
            label={words.preferences.readAloud}
            value={wish.readAloud}
            options={[
              { value: "device", label: words.preferences.readDevice },
              {
                value: "model",
                label: words.preferences.readModel(plainUsd(voice.usdPerMillionCharacters / 1000), voice.simulated),
              },
            ]}
            onChange={(readAloud) => setWish({ ...wish, readAloud })}
          />
        )}
        <Toggle
          label={words.preferences.suggest}
          help={words.preferences.suggestHelp}
          checked={wish.suggestions}
          onChange={(suggestions) => setWish({ ...wish, suggestions })}
          testId="suggestions-toggle"
        />
        <Toggle
          label={words.preferences.prices}
          help={words.preferences.pricesHelp}
          checked={wish.sidebarPrices}
          onChange={(sidebarPrices) => setWish({ ...wish, sidebarPrices })}
          testId="sidebar-prices-toggle"
        />
        <LanguageField value={wish.language} onChange={(language) => setWish({ ...wish, language })} />
        <NotificationFields />
        <PushField />
        <ReadingField />
        <RetentionField text={days} onChange={setDays} />
        <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm">
          <button
            type="button"
            onClick={(event) => {
              leave(event);
              if (!isChanged) openPanel("presets");
            }}
            className="flex min-h-8 items-center text-accent hover:underline pointer-coarse:min-h-10"
          >
            {words.presetMenu.title}
          </button>
          <Link href="/tools" onClick={leave} className="flex min-h-8 items-center text-accent hover:underline pointer-coarse:min-h-10">
            {words.preferences.tools}
          </Link>
          <Link href="/privacy" onClick={leave} className="flex min-h-8 items-center text-accent hover:underline pointer-coarse:min-h-10">
            {words.preferences.stored}
          </Link>
        </p>
        {isHeld && isChanged ? (
          <Notice tone="warning" icon="warning">
            {words.preferences.saveFirst}
          </Notice>
        ) : null}
        {problem === null ? null : (
          <Notice tone="danger" icon="warning">
            {problem.detail}
          </Notice>
        )}
        <DialogActions>
          <Button look="plain" onClick={onClose}>
            {words.ui.cancel}
          </Button>
          <Button look="filled" type="submit" disabled={busy || isWrong}>
            {busy ? words.ui.saving : words.ui.save}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
