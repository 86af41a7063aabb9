/** Prints a line for each check, and at the end how many passed; `failed` is the exit status. */
export class Checks {
  passed = 0;
  failed = 0;

  check(what, ok, seen) {
    if (ok) {
      this.passed += 1;
      console.log(`ok   ${what}`);
    } else {
      this.failed += 1;
      console.log(`FAIL ${what}: ${JSON.stringify(seen)}`);
    }
  }

  /** What a failed part leaves behind, such as a picture of the screen. */
  onFailure = async () => {};

  /** Runs a part of the scenario; what it throws is a failed check, and the rest goes on. */
  async part(what, work) {
    const began = Date.now();
    try {
      await work();
    } catch (error) {
      this.check(what, false, error.message);
      await this.onFailure(what).catch(() => {});
    }
    console.log(`     (${what}: ${((Date.now() - began) / 1000).toFixed(1)} s)`);
  }

  close() {
    console.log(`${this.passed} passed, ${this.failed} failed`);
    return this.failed === 0 ? 0 : 1;
  }
}
