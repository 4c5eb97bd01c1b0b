/** Does one thing after another, and the first at once. */
export class Sequence {
  private readonly waiting: (() => void | Promise<void>)[] = [];
  private isBusy = false;

  get busy(): boolean {
    return this.isBusy;
  }

  /** What is done must not throw or reject. */
  run(task: () => void | Promise<void>): void {
    this.waiting.push(task);
    if (!this.isBusy) this.runWaiting();
  }

  private runWaiting(): void {
    for (let task = this.waiting.shift(); task; task = this.waiting.shift()) {
      const promise = task();
      if (promise) {
        this.isBusy = true;
        promise.then(() => {
          this.isBusy = false;
          this.runWaiting();
        });
        return;
      }
    }
  }
}
