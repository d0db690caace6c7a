/**
 * What the page does in a browser. Its text is written into the page: it can use nothing but its argument. Without it all
 * is there to read.
 */
export function enliven(document: Document): void {
  const all = (selector: string, within: ParentNode = document): HTMLElement[] => [
    ...within.querySelectorAll<HTMLElement>(selector),
  ];
  const one = (selector: string): HTMLElement | null => document.querySelector<HTMLElement>(selector);
  const dialog = document.querySelector("dialog");

  const open = (bucket: string): void => {
    const about = document.getElementById(`about-${bucket}`);
    const [title, content] = [one("#dialog-title"), one("#dialog-content")];
    const body = about?.querySelector(".body");
    if (!about || !body || !title || !content || !dialog) return;
    title.textContent = about.querySelector("b")?.textContent ?? "";
    content.replaceChildren(body.cloneNode(true));
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
  };
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const opener = target?.closest<HTMLElement>("[data-opens]");
    if (opener) open(opener.dataset["opens"] ?? "");
    // A click beside the dialog is one on its backdrop.
    if (target?.closest(".close") || target === dialog) dialog?.close();
  });

  // What belongs together stands out.
  const near = (target: EventTarget | null): void => {
    const element = target instanceof Element ? target.closest<HTMLElement>(".bucket, .arrow") : null;
    const picture = element?.closest<HTMLElement>(".picture");
    for (const each of all(".busy")) each.classList.remove("busy");
    for (const each of all(".near")) each.classList.remove("near");
    if (!element || !picture) return;
    const arrows = all(".arrow", picture).filter(
      (each) => each === element || each.dataset["from"] === element.id || each.dataset["to"] === element.id,
    );
    const ends = new Set([element.id, ...arrows.flatMap(({ dataset }) => [dataset["from"], dataset["to"]])]);
    const buckets = all(".bucket", picture).filter(({ id }) => ends.has(id));
    for (const each of [element, ...arrows, ...buckets]) each.classList.add("near");
    picture.classList.add("busy");
  };
  for (const kind of ["pointerover", "focusin"]) {
    document.addEventListener(kind, (event) => {
      near(event.target);
    });
  }

  // An arrow key goes to the nearest bucket in its direction.
  const directions = new Map([
    ["ArrowRight", [1, 0]],
    ["ArrowLeft", [-1, 0]],
    ["ArrowDown", [0, 1]],
    ["ArrowUp", [0, -1]],
  ]);
  document.addEventListener("keydown", (event) => {
    const from = document.activeElement;
    const [x = 0, y = 0] = directions.get(event.key) ?? [];
    const picture = from?.closest(".picture");
    if (!from?.matches(".bucket") || !picture || (x === 0 && y === 0)) return;
    event.preventDefault();
    const center = (element: Element): readonly [number, number] => {
      const { left, top, width, height } = element.getBoundingClientRect();
      return [left + width / 2, top + height / 2];
    };
    const [here, above] = center(from);
    const distances = all(".bucket", picture).flatMap((bucket) => {
      const [across, down] = [center(bucket)[0] - here, center(bucket)[1] - above];
      const [ahead, aside] = [across * x + down * y, Math.abs(across * y) + Math.abs(down * x)];
      return ahead > 1 ? [{ bucket, far: ahead + 3 * aside }] : [];
    });
    distances.sort((a, b) => a.far - b.far)[0]?.bucket.focus();
  });

  const [text, mark, region] = ["#filter-text", "#filter-answer", "#filter-region"].map((id) =>
    document.querySelector<HTMLInputElement | HTMLSelectElement>(id),
  );
  const filter = (): void => {
    const words = (text?.value ?? "").toLowerCase().split(/\s+/);
    const matches = ({ dataset }: HTMLElement): boolean =>
      words.every((word) => (dataset["text"] ?? "").includes(word)) &&
      (!mark?.value || dataset["mark"] === mark.value) &&
      (!region?.value || dataset["region"] === region.value);
    for (const each of all(".bucket")) each.classList.toggle("unmatched", !matches(each));
    for (const each of all(".arrow")) {
      const ends = [each.dataset["from"], each.dataset["to"]].map((id) => document.getElementById(id ?? ""));
      each.classList.toggle("unmatched", !ends.some((end) => end && !end.classList.contains("unmatched")));
    }
    for (const each of all(".row")) each.hidden = !matches(each);
    const abouts = all(".about");
    const count = abouts.filter((each) => !each.hidden).length;
    const output = one("#filter-result");
    if (output) output.textContent = count === abouts.length ? "" : `${count} of ${abouts.length} buckets`;
  };
  for (const field of [text, mark, region]) field?.addEventListener("input", filter);
  // A browser that goes back keeps what was written.
  filter();

  for (const button of all("[data-loss]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const isShown = button.getAttribute("aria-pressed") === "true";
      for (const each of all("[data-loss]")) each.setAttribute("aria-pressed", String(each === button && !isShown));
      for (const each of all(".bucket[data-fate]")) delete each.dataset["fate"];
      if (isShown) return;
      for (const { dataset } of all("[data-fate]", button.closest(".card") ?? document)) {
        const bucket = document.getElementById(dataset["of"] ?? "");
        if (bucket) bucket.dataset["fate"] = dataset["fate"];
      }
      one("figure")?.scrollIntoView({ block: "start" });
    });
  }
}
