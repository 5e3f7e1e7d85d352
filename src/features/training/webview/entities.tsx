import type { EntityScore, EntityScores } from '../../../protocol/training';

interface EntitiesProps {
  readonly entities: EntityScores;
  readonly labels: readonly string[];
}

/** How well the entities of each label are found. */
export function Entities({ entities: { labels: scores, micro, macro }, labels }: EntitiesProps) {
  return (
    <>
      <h2>Entities</h2>
      <p class="hint">An entity is right if its label, its first and its last word are.</p>
      <div class="scroller">
        <table class="figures">
          <thead>
            <tr>
              {['Label', 'Precision', 'Recall', 'F1', 'In the data'].map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {scores.map((score, id) => (
              <Row key={id} name={labels[id] ?? ''} score={score} />
            ))}
            <Row name="All entities" score={micro} />
            <Row name="Mean of the labels" score={macro} />
          </tbody>
        </table>
      </div>
    </>
  );
}

function Row({
  name,
  score: { precision, recall, f1, support },
}: {
  readonly name: string;
  readonly score: EntityScore;
}) {
  return (
    <tr>
      <th scope="row">{name}</th>
      {[precision, recall, f1].map((value, index) => (
        <td key={index}>{value.toFixed(2)}</td>
      ))}
      <td>{support}</td>
    </tr>
  );
}
