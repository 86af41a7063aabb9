/** Asks again and again until `ask` gives something truthy, and returns that. What `ask` throws counts as "not yet". */
export async function until(what, ask, { seconds = 60, every = 100 } = {}) {
  const end = Date.now() + seconds * 1000;
  let reason = '';
  for (;;) {
    try {
      const value = await ask();
      if (value) {
        return value;
      }
      reason = '';
    } catch (error) {
      reason = `: ${error.message}`;
    }
    if (Date.now() > end) {
      throw new Error(`waited ${seconds} s in vain for ${what}${reason}`);
    }
    await new Promise((resolve) => setTimeout(resolve, every));
  }
}
