/* What axe doesn't look at, asked of a page that is open. Each function gives a list of [rule, where, how]. Put into the page by tests/soak/test_every_page.py;
   nothing of it is served. */
(() => {
  const TARGETS = "a[href], button, summary, select, textarea, input:not([type=hidden]), [role=button], [role=tab]";
  const SPACING = `* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }`;
  const LEAST = 44;
  const SLACK = 0.5; // browsers round

  /** Where an element is, short enough to be read in a list and the same on each page that has it. */
  function where(element) {
    const steps = [];
    for (let at = element; at && at !== document.body && steps.length < 4; at = at.parentElement) {
      steps.unshift(at.tagName.toLowerCase() + [...at.classList].slice(0, 2).map((name) => `.${name}`).join(""));
      if (at.classList.length && steps.length > 1) break;
    }
    return steps.join(" > ");
  }

  const words = (element) => (element.textContent || element.value || element.name || "").trim().replace(/\s+/g, " ").slice(0, 40);

  /** Seen on the screen: drawn, and not the one pixel that only screen readers meet. */
  function seen(element) {
    const box = element.getBoundingClientRect();
    return element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && box.width > 1 && box.height > 1 && box.bottom > 0 && box.right > 0;
  }

  const ownText = (element) => [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());

  /** True inside something that may be scrolled on its own, like a wide table. */
  function scrolls(element) {
    for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) if (/auto|scroll/.test(getComputedStyle(at).overflowX)) return true;
    return false;
  }

  function outline() {
    const found = [];
    // Crisis help stands before everything, also before the heading of the page.
    const headings = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter((heading) => !heading.closest("[hidden], .crisis-panel"));
    let last = 0;
    for (const heading of headings) {
      const level = Number(heading.tagName[1]);
      if (level > last + 1) found.push(["heading-order", where(heading), `h${level} after ${last ? `h${last}` : "nothing"}: ${words(heading)}`]);
      if (!words(heading)) found.push(["heading-empty", where(heading), ""]);
      last = level;
    }
    const first = headings.filter((heading) => heading.tagName === "H1");
    if (first.length !== 1) found.push(["heading-one", "h1", `${first.length} of them`]);
    return found;
  }

  function landmarks() {
    const found = [];
    const named = (element) => element.ariaLabel || element.getAttribute("aria-labelledby")?.split(" ").some((id) => document.getElementById(id)?.textContent.trim());
    const shown = (selector) => [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility());
    for (const element of shown("nav, aside, [role=region], [role=group], [role=navigation], [role=complementary]")) if (!named(element)) found.push(["landmark-named", where(element), ""]);
    for (const [selector, least] of [["main", 1], ["body > header", 1], ["body > footer", 0]]) {
      const count = shown(selector).length;
      if (count < least || count > 1) found.push(["landmark-one", selector, `${count} of them`]);
    }
    return found;
  }

  /** The box that answers to a finger: the element's own, with its label's, or that of the card which its link covers. */
  function boxes(element) {
    const all = [element.getBoundingClientRect(), ...[...(element.labels ?? [])].map((label) => label.getBoundingClientRect())];
    for (const pseudo of ["::after", "::before"]) {
      const style = getComputedStyle(element, pseudo);
      if (style.content === "none" || style.position !== "absolute") continue;
      const holder = getComputedStyle(element).position === "static" ? element.offsetParent : element;
      const box = holder.getBoundingClientRect();
      const [top, right, bottom, left] = ["top", "right", "bottom", "left"].map((side) => Number.parseFloat(style[side]) || 0);
      all.push(new DOMRect(box.x + left, box.y + top, box.width - left - right, box.height - top - bottom));
    }
    return all;
  }

  /** A link within a sentence: WCAG lets it be as small as its line. */
  function inSentence(element) {
    if (element.tagName !== "A" || getComputedStyle(element).display !== "inline") return false;
    const block = element.closest("p, li, dd, td, th, figcaption, blockquote, label, legend, div") ?? element.parentElement;
    const around = (block.innerText ?? "").replace(element.innerText, "").replace(/[\s·,.|–—-]+/g, "");
    return around.length > 3 && ["P", "LI", "DD", "TD", "FIGCAPTION", "BLOCKQUOTE", "LABEL", "LEGEND"].includes(block.tagName);
  }

  function targets() {
    const found = [];
    for (const element of document.querySelectorAll(TARGETS)) {
      if (!seen(element) || inSentence(element)) continue;
      const sizes = boxes(element);
      if (sizes.some((box) => box.width >= LEAST - SLACK && box.height >= LEAST - SLACK)) continue;
      const box = sizes[0];
      found.push(["target-size", where(element), `${Math.round(box.width)} × ${Math.round(box.height)}: ${words(element)}`]);
    }
    return found;
  }

  /** Nothing leaves a narrow screen sideways. */
  function reflow() {
    const found = [];
    const wide = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth > wide) found.push(["reflow", "html", `${document.documentElement.scrollWidth} wide on ${wide}`]);
    for (const element of document.body.querySelectorAll("*")) {
      if (element.closest("svg") || !ownText(element) || !seen(element) || scrolls(element)) continue;
      const box = element.getBoundingClientRect();
      if (box.right > wide + 1 || (box.left < -1 && box.right > 0)) found.push(["reflow", where(element), words(element)]);
    }
    return found;
  }

  /** Text whose box cuts it off or which runs over its box's edge. */
  function clipped() {
    const found = [];
    for (const element of document.body.querySelectorAll("*")) {
      if (element.closest("svg, select, option") || !seen(element)) continue;
      const style = getComputedStyle(element);
      const [x, y] = [style.overflowX, style.overflowY];
      const cut = (/hidden|clip/.test(y) && element.scrollHeight > element.clientHeight + 2) || (/hidden|clip/.test(x) && element.scrollWidth > element.clientWidth + 2);
      const spills = ownText(element) && style.display !== "inline" && y === "visible" && (element.scrollHeight > element.clientHeight + 6 || element.scrollWidth > element.clientWidth + 2);
      if ((cut && words(element)) || spills) found.push(["text-spacing", where(element), `${cut ? "cut" : "spills"}: ${words(element)}`]);
    }
    return found;
  }

  /** A reader's own spacing, by a sheet that a security policy has no say over. */
  function space() {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(SPACING);
    document.adoptedStyleSheets = [sheet];
  }

  const moving = () => document.getAnimations().filter((each) => each.playState === "running").map((each) => ["motion", where(each.effect.target), each.animationName ?? each.transitionProperty ?? ""]);

  /** Of what has the focus: is it on the screen, on top, and marked? */
  function focus() {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const found = [];
    const box = [...element.getClientRects()].find((each) => each.width && each.height) ?? element.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + Math.min(box.height, innerHeight - 2) / 2];
    const top = document.elementFromPoint(x, y);
    if (box.top < -1 || box.left < -1 || box.top > innerHeight - 1 || box.bottom <= 0 || box.right > innerWidth + 1) found.push(["focus-outside", where(element), `${Math.round(box.left)},${Math.round(box.top)}: ${words(element)}`]);
    else if (!top || !(element.contains(top) || top.contains(element) || [...(element.labels ?? [])].some((label) => label.contains(top)))) found.push(["focus-covered", where(element), `by ${top ? where(top) : "nothing"}: ${words(element)}`]);
    const style = getComputedStyle(element);
    const lined = ({ outlineStyle, outlineWidth }) => outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2;
    const marked = [element, ...(element.labels ?? [])].some((each) => lined(getComputedStyle(each))) || lined(getComputedStyle(element, "::after"));
    if (!marked) found.push(["focus-unmarked", where(element), `${style.outlineStyle} ${style.outlineWidth}: ${words(element)}`]);
    return found;
  }

  /** With a reader's own few colours a control needs an edge: its ground is gone. */
  function edges() {
    const found = [];
    for (const element of document.querySelectorAll("button, select, textarea, input:not([type=hidden], [type=radio], [type=checkbox], [type=range], [type=file])")) {
      if (!seen(element)) continue;
      const style = getComputedStyle(element);
      const edge = ["Top", "Right", "Bottom", "Left"].some((side) => style[`border${side}Style`] !== "none" && Number.parseFloat(style[`border${side}Width`]) >= 1);
      if (!edge && style.appearance === "none") found.push(["forced-edge", where(element), words(element)]);
      else if (!edge && style.textDecorationLine === "none" && !element.querySelector("svg")) found.push(["forced-edge", where(element), words(element)]);
    }
    return found;
  }

  window.look = { outline, landmarks, targets, reflow, clipped, space, moving, focus, edges };
})();
