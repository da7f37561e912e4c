// A list of any length of which only the rows in sight are in the page, all of one height, used again as it scrolls.

const SPARE = 6;

export class Rows {
  #slots = [];
  #height = 36;
  #top = 0;
  length = 0;

  /**
   * `scroller` scrolls, `body` is as high as all rows; `make()` returns an element, and `fill(element, index)` puts the
   * row of that index into it.
   */
  constructor(scroller, body, make, fill) {
    this.scroller = scroller;
    this.body = body;
    this.make = make;
    this.fill = fill;
  }

  /** Measure again: the window may have changed, and the rows' height with it. */
  measure() {
    const previous = this.#height;
    this.#height = parseFloat(getComputedStyle(this.body).getPropertyValue("--row"));
    this.#top = this.body.offsetTop;
    // The same rows stay in sight.
    if (previous !== this.#height) this.scroller.scrollTop *= this.#height / previous;
  }

  /** Draw `length` rows, of which the first `added` are new; who has scrolled away from the top keeps their place. */
  draw(length, added = 0) {
    this.length = length;
    const height = `${length * this.#height}px`;
    if (this.body.style.height !== height) this.body.style.height = height;
    if (added && this.scroller.scrollTop > 0) this.scroller.scrollTop += added * this.#height;
    const first = Math.max(0, Math.floor(this.scroller.scrollTop / this.#height) - SPARE);
    const count = Math.ceil(this.scroller.clientHeight / this.#height) + 2 * SPARE;
    this.#keep(Math.min(count, length));
    // A row keeps its element while it is in sight, so that scrolling by one row fills one element.
    for (let index = first; index < first + this.#slots.length; index += 1) {
      const element = this.#slots[index % this.#slots.length];
      element.hidden = index >= length;
      if (index >= length) continue;
      const place = `translateY(${index * this.#height}px)`;
      if (element.style.transform !== place) element.style.transform = place;
      this.fill(element, index);
    }
  }

  /** Return the element of a row that is in sight. */
  element(index) {
    return this.#slots[index % this.#slots.length];
  }

  /** Scroll as far as it takes to have a row in full sight. */
  reveal(index) {
    const top = index * this.#height;
    const sight = this.scroller.clientHeight - this.#top;
    if (top < this.scroller.scrollTop) this.scroller.scrollTop = top;
    else if (top + this.#height > this.scroller.scrollTop + sight) {
      this.scroller.scrollTop = top + this.#height - sight;
    }
  }

  get inSight() {
    return Math.max(1, Math.floor((this.scroller.clientHeight - this.#top) / this.#height));
  }

  #keep(count) {
    while (this.#slots.length < count) {
      const element = this.make(this.#slots.length);
      this.#slots.push(element);
      this.body.append(element);
    }
    while (this.#slots.length > count) this.#slots.pop().remove();
  }
}
