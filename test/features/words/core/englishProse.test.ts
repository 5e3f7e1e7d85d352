// cspell:disable
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isEnglishProse } from '../../../../src/features/words/core/englishProse';

const others: Readonly<Record<string, string>> = {
  German:
    'Vielen Dank für Ihre schnelle Antwort. Wir haben die Unterlagen geprüft und möchten Ihnen gern einen Termin in der nächsten Woche vorschlagen. Bitte geben Sie uns kurz Bescheid, ob Ihnen der Dienstag oder der Mittwoch besser passt.',
  French:
    'Merci beaucoup pour votre réponse rapide. Nous avons bien reçu les documents et nous vous proposons un rendez-vous la semaine prochaine. Pourriez-vous nous dire si le mardi ou le mercredi vous convient mieux pour la réunion de projet ?',
  Spanish:
    'Muchas gracias por su respuesta. Hemos revisado los documentos y nos gustaría proponerle una reunión para la próxima semana. Por favor, díganos si el martes o el miércoles le viene mejor, y si prefiere hablar por teléfono o en persona.',
  Dutch:
    'Hartelijk dank voor uw snelle antwoord. Wij hebben de stukken bekeken en willen graag een afspraak maken in de komende week. Kunt u ons laten weten of dinsdag of woensdag u beter uitkomt? We zitten in het kantoor op de derde verdieping.',
  Polish:
    'Dziękuję bardzo za szybką odpowiedź. Sprawdziliśmy dokumenty i chcielibyśmy zaproponować spotkanie w przyszłym tygodniu. Proszę dać nam znać, czy wtorek lub środa bardziej Państwu odpowiada.',
  C: `static int count_words(const char *text, size_t length) {
    int count = 0;
    for (size_t i = 0; i < length; i++) {
        if (text[i] == ' ') count++;
        else if (in_word(text[i])) continue;
    }
    return count + 1;
}
`,
  Python: `import json
from pathlib import Path

def load(path, encoding="utf-8"):
    # Read the file and return what it has
    if not path.exists():
        raise ValueError(f"{path} is missing")
    with open(path, encoding=encoding) as file:
        return [json.loads(line) for line in file if line.strip()]
`,
  JSON: `{
  "name": "notes",
  "version": "1.2.0",
  "scripts": { "build": "node build.mjs", "test": "node --test" },
  "files": ["dist", "media"],
  "private": true,
  "engines": { "node": ">=20" }
}`,
  shell: `#!/bin/sh
set -e
cd "$(dirname "$0")"
for file in *.txt; do
  sed -i 's/foo/bar/g' "$file"
  cp "$file" /var/backups/ || exit 1
done
grep -rn "TODO" src | sort | uniq -c > todo.log
`,
  JavaScript: `export async function loadUser(id) {
  const response = await fetch(\`/api/users/\${id}\`);
  if (!response.ok) throw new Error(response.statusText);
  const user = await response.json();
  return { ...user, fullName: \`\${user.first} \${user.last}\` };
}
`,
  'a log': `2026-11-30T12:00:01.120Z [INFO] http-server: listening on 0.0.0.0:8080 pid=4371
2026-11-30T12:00:04.482Z [WARN] db.pool: connection_timeout after=3000ms retry=2
2026-11-30T12:00:07.009Z [ERROR] worker-3: job_id=8f3a status=500 GET /api/v2/items?id=12
`,
};

const english: Readonly<Record<string, string>> = {
  'an e-mail': `Hi Sarah,

thanks for the quick reply. I've looked at the draft and have a few comments, mostly small ones. Could you send me the figures for the third quarter by Thursday? If it's easier, we can talk on the phone tomorrow at 3pm.

Best regards,
Tom`,
  'a list': `- 2 cups flour
- 1 tsp baking powder
- 3 eggs
- 200 g butter
- zest of one lemon
- a pinch of salt
- powdered sugar`,
  tasks: `- [x] renew passport
- [ ] call dentist
- [ ] book flights -> check luggage
- [ ] buy a gift for Anna's birthday
- [ ] water the plants`,
  slang:
    'lol yeah idk tbh, i was gonna text u but my phone died. wanna grab food later? theres a new ramen place near the station n its supposed to be rly good haha',
  terms:
    'The tokenizer splits text into subword units, and the encoder computes contextual embeddings with disentangled attention. We quantized the weights to int8 and fused LayerNorm with the matmul, which cut latency by 40 % on x86-64 without AVX-512. Backpropagation through the softmax needs fp32 accumulators.',
  commands: `Run npm install and then npm run build. If the container doesn't start, check kubectl logs and make sure that REDIS_URL is set. The nginx config lives in /etc/nginx/conf.d, and the TLS certs are mounted from a Kubernetes secret.`,
  names:
    'In Kraków we met Agnieszka Wiśniewska and Piotr Nowak, who drove us to Zakopane with Xavier and Mbali. Then Anneliese flew to Reykjavík, and Björn took the night train from Wrocław to Poznań.',
  formulas:
    'Let f be a continuous function on [0, 1] such that f(0) = 0 and f(1) = 1. Then for every y in the interval there is an x with f(x) = y, by the intermediate value theorem.',
  medicine:
    'Patients with rheumatoid arthritis received methotrexate or adalimumab subcutaneously every two weeks. Serum creatinine, hemoglobin and transaminases were measured at baseline, and adverse events such as nausea and thrombocytopenia were recorded.',
};

/** Of the words of these texts, those among the 40,000 most frequent ones of English text. */
const known = new Set(
  `a adverse after an and anna's api are arthritis as async at attention avx await backpropagation backups baking bar baseline be best bien bin birthday björn book build but butter buy by c call can cd certs char check comments computes conf config connection const container contextual continue continuous could count cp creatinine cups cut d db de def dentist der die died dire dirname dist do documents doesn't done draft drove e easier eggs el else embeddings en encoder encoding engines error et etc events every exists exit export f favor fetch few figures file files first flew flights flour foo food for fp from function fused g get gift gonna good grab grep haha has have hemoglobin hi http i i've id if import in info install int intermediate interval into is it it's items its job json kubectl kubernetes la last latency later le lemon length les let line listening lives load loads log logs looked los luggage make me measured media merci met missing mostly mounted ms my n name near needs new nginx night node nos not notes npm o ob of ok on one ones op open or ou para passport path patients persona phone pid pinch piotr place plants pm pool por pour powder powdered private quantized quarter quick raise ramen read received recorded redis regards renew reply response retry return rheumatoid run s salt sarah scripts secret sed send serum server set sh si size small sort splits src start static station status strip su such sugar supposed sure t talk test text thanks that the then theorem there theres third through throw thursday timeout tls to tokenizer tom tomorrow took train true tsp two txt u un units url us user users utf uw v value var version vous w wanna warn was water we week weeks weights were what which who with without word words worker x xavier y yeah you z zest`.split(
    ' ',
  ),
);
const frequencies = { frequency: (word: string) => (known.has(word.toLowerCase()) ? 1 : 0) };

const isEnglish = (before: string, after = '') =>
  isEnglishProse(before + after, { start: before.length, end: before.length }, frequencies);

for (const [name, text] of Object.entries(others))
  test(`${name} is not English prose`, () => {
    assert.ok(!isEnglish(text));
    assert.ok(!isEnglish(text.slice(0, text.length / 2), text.slice(text.length / 2)));
  });

for (const [name, text] of Object.entries(english))
  test(`English with ${name} is English prose at every word`, () => {
    for (const { index } of text.matchAll(/\s|$/gu)) {
      assert.ok(isEnglish(text.slice(0, index)), text.slice(0, index));
      assert.ok(isEnglish(text.slice(0, index), text.slice(index)), text.slice(0, index));
    }
  });

test('two unknown words are not enough to tell', () => {
  assert.ok(isEnglish(''));
  assert.ok(isEnglish('Vielen geprüft'));
  assert.ok(!isEnglish('Vielen haben wir geprüft'));
});

test('a quotation in another language stands in English prose', () =>
  assert.ok(
    isEnglish(
      'He thanks her with “vielen Dank für alles” and then, as the train is to be late, we can talk in the station.',
    ),
  ));

test('only the words nearest the cursor count', () => {
  const [german = '', mail = ''] = [others.German, english['an e-mail']];
  assert.ok(isEnglish(german + '\n\n' + mail));
  assert.ok(!isEnglish(mail + '\n\n' + german + ' ' + german));
});
