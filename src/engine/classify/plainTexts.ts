/**
 * Plain statements, each about something else: what a label's words score with them tells how likely the words are
 * whatever the text is (`labelPriors`). They are as long as sentences of an encyclopaedia, and say nothing of feelings.
 */
export const plainTexts: readonly string[] = [
  'The town lies on the west bank of the river, about forty kilometres from the border.',
  'The second edition was printed in 1874 and contains a longer introduction and several maps.',
  'Its wings are grey above and white below, with a narrow dark line along the edge.',
  'After the reform, the council was elected every four years by the members of both chambers.',
  'The line was extended to the harbour in 1912, and a second track was added eight years later.',
  'He studied law in the capital before he was appointed judge in the southern province.',
  'The album was recorded in three weeks and released in the spring of the following year.',
  'Most of the species are found in dry grassland between five hundred and nine hundred metres.',
  'The building has two floors, a flat roof and a row of narrow windows on the north side.',
  'In the third round the team lost to the champions of the previous season by two goals.',
  'The method compares each sample with the one before it and keeps the smaller of the two values.',
  'The regiment left the fort in October and marched along the coast towards the old port.',
  'The company produced bicycles at first and turned to small motor cars after the war.',
  'The play is set in a village inn and follows three families over the course of one winter.',
  'The mineral is usually found together with quartz and forms long, thin crystals.',
  'Around six thousand people worked in the mills at the end of the century.',
];
