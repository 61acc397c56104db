// Loaded before a server whose clock is to be wrong: CLOCK_SHIFT is in seconds. Timers run as ever.
const shift = Number(process.env.CLOCK_SHIFT) * 1000
const RealDate = Date

globalThis.Date = class extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(RealDate.now() + shift)
    else super(...given)
  }

  static now() {
    return RealDate.now() + shift
  }
}
