// Search in a book without a server: the index is a script, which loads from a folder too.
{
  const form = document.querySelector(".search");
  const input = form.querySelector("input");
  const list = form.querySelector("ol");
  const status = form.querySelector("[role=status]");
  const most = 12;
  // The index lies in a folder beside the pages; the page for missing addresses may be shown anywhere.
  const site = new URL("..", new URL(form.dataset.index, document.baseURI));
  let sections;

  const load = () => new Promise((resolve, reject) => {
    if (window.searchIndex) return resolve(window.searchIndex);
    const script = document.createElement("script");
    script.src = form.dataset.index;
    script.onload = () => resolve(window.searchIndex);
    script.onerror = reject;
    document.head.append(script);
  });

  // A word in the title is worth many in the text.
  const worth = (section, words) => {
    let sum = 0;
    for (const word of words) {
      const inTitle = section.title.toLowerCase().includes(word);
      const inText = section.text.toLowerCase().split(word).length - 1;
      if (!inTitle && inText === 0) return 0;
      sum += (inTitle ? 100 : 0) + Math.min(inText, 20);
    }
    return sum;
  };

  const marked = (text, words) => {
    const pattern = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
    return text.split(new RegExp(`(${pattern})`, "i")).map((part, index) => {
      if (index % 2 === 0) return part;
      const mark = document.createElement("mark");
      mark.textContent = part;
      return mark;
    });
  };

  const excerpt = (text, words) => {
    const places = words.map((word) => text.toLowerCase().indexOf(word)).filter((at) => at >= 0);
    const start = Math.max(0, Math.min(...places, text.length) - 30);
    return (start > 0 ? "…" : "") + text.slice(start, start + 120);
  };

  const item = (section, words) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = new URL(section.page, site)
      + (section.id ? "#" + encodeURIComponent(section.id) : "");
    const title = document.createElement("b");
    title.append(...marked(section.title, words));
    const text = document.createElement("span");
    text.append(...marked(excerpt(section.text, words), words));
    link.append(title, text);
    item.append(link);
    return item;
  };

  const search = async () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    sections ??= await load();
    const found = words.length === 0 ? [] : sections
      .map((section) => ({ section, worth: worth(section, words) }))
      .filter((hit) => hit.worth > 0)
      .sort((a, b) => b.worth - a.worth)
      .slice(0, most);
    list.replaceChildren(...found.map((hit) => item(hit.section, words)));
    list.hidden = found.length === 0;
    status.textContent = words.length > 0 && found.length === 0 ? form.dataset.none : "";
  };

  const close = () => {
    input.value = "";
    list.replaceChildren();
    list.hidden = true;
    status.textContent = "";
  };

  form.hidden = false;
  input.addEventListener("input", search);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    list.querySelector("a")?.click();
  });
  form.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  list.addEventListener("click", close);
}
