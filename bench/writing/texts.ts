/** What is written: plain English by this project's authors, in no training text. */
export const texts: Readonly<Record<string, string>> = {
  'e-mail': `Hi Maria,

Thank you very much for your message and for sending the plan so quickly. I had a look at it this morning, and I think it is a good start. There are a few things that I would like to change before we show it to the rest of the team. First of all, the second part is a bit too long, so we should leave out the details about last year. On the other hand, I miss a list of the people who will work on it.

Could you let me know if you have time for a call on Thursday afternoon? If that does not work for you, any time next week is fine with me. Please do not hesitate to call me if you have any questions.

I am looking forward to hearing from you.

Best regards,
Daniel
`,
  post: `Last summer I decided to learn how to bake bread, and it changed the way I think about time. At first nothing worked. The dough was too wet, the oven was not hot enough, and my kitchen looked like a mess at the end of the day. But I kept going, because every loaf was a little better than the one before.

What I did not expect is how much you have to wait. You cannot make bread faster by working harder. You mix the flour with water and salt, and then you have to leave it alone for a couple of hours. In the meantime, you can read a book, go for a walk, or do nothing at all. As a result, I now look forward to the weekend more than ever before, and my friends are happy about it as well.
`,
  report: `In the third quarter, the number of requests increased by almost a third, while the size of the team stayed the same. As a result, the average time to answer a request went up from two days to three. Most of the new requests come from small companies that use the service for the first time.

We looked at two ways to deal with the problem. The first is to hire two more people, which would take at least three months. The second is to improve the documentation, so that customers can find the answers to the most common questions on their own. In addition to that, we should make it easier to get in touch with us by phone. We recommend the second way, because it is likely to have a lasting effect and can be done by the end of the year.
`,
};
