// Workshop notebooks (metadata.workshop) look like pages: no code in sight, no prompts; those with
// `autorun` run when they are opened. Works in JupyterLab 4 and Notebook 7. Hand-written in the shape
// that a federated extension has, so that no build step stands between this text and the page.
(() => {
  const NAME = "workshop-doors";
  let shared = {}; // the modules that JupyterLab shares with extensions

  const STYLE = `
    .workshop-page:not(.workshop-code) .jp-CodeCell > .jp-Cell-inputWrapper,
    .workshop-page:not(.workshop-code) .jp-Toolbar > :not(.workshop-code-button):not(.jp-KernelStatus):not([data-jp-item-name="kernelStatus"]),
    .workshop-page:not(.workshop-code) .jp-cell-toolbar,
    .workshop-page:not(.workshop-code) .jp-InputPrompt, .workshop-page:not(.workshop-code) .jp-OutputPrompt,
    .workshop-page:not(.workshop-code) .jp-OutputArea-promptOverlay,
    .workshop-page:not(.workshop-code) .jp-Collapser,
    .workshop-page .jp-Notebook-footer { display: none !important; }
    .workshop-page .jp-Toolbar { background: #FAF8F4; border: 0; box-shadow: none; justify-content: flex-end; }
    .workshop-page:not(.workshop-code) .workshop-code-button { margin-inline-start: auto; }
    .workshop-page, .workshop-page .jp-Notebook, .workshop-page .jp-WindowedPanel-outer,
    .workshop-page .jp-Cell, .workshop-page .jp-OutputArea { background: #FAF8F4; }
    .workshop-page .jp-WindowedPanel-inner, .workshop-page .jp-Cell,
    .workshop-page:not(.workshop-code) .jp-Notebook .jp-Cell.jp-mod-active .jp-Cell-inputWrapper,
    .workshop-page:not(.workshop-code) .jp-Notebook .jp-Cell.jp-mod-selected { box-shadow: none !important; border: 0 !important; background: none; }
    .workshop-page:not(.workshop-code) .jp-MarkdownCell, .workshop-page:not(.workshop-code) .jp-CodeCell,
    .workshop-page:not(.workshop-code) .jp-MarkdownCell *:focus-visible { outline-offset: -2px; }
    .workshop-page:not(.workshop-code) .jp-Cell, .workshop-page:not(.workshop-code) .jp-Cell * { --jp-cell-editor-border-color: transparent; --jp-border-color2: transparent; }
    .workshop-page:not(.workshop-code) .jp-MarkdownCell :is(.jp-Cell-inputWrapper, .jp-InputArea, .jp-MarkdownOutput),
    .workshop-page:not(.workshop-code) .jp-Cell { border-color: transparent !important; outline: 0 !important; }
    .workshop-page .jp-MarkdownOutput, .workshop-page .jp-OutputArea-output { overflow: visible; }
    /* (no scroll containers around a widget: in one, nothing could stay in sight while the page moves) */
    .workshop-page:not(.workshop-code) :is(.jp-OutputArea-child, .jp-Cell-outputArea) { overflow: clip visible; min-width: 0; }
    .workshop-page .jp-Cell, .workshop-page .jp-MarkdownOutput { max-width: none; }
    .workshop-page:not(.workshop-wide) .jp-Cell { max-width: 47.5rem; margin-inline: auto; }
    .workshop-page .jp-MarkdownOutput { color: #1C2331; font: 400 17px/1.6 Inter, system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; padding-inline: 4px; }
    .workshop-page .jp-MarkdownOutput :is(h1, h2, h3) { font-weight: 700; letter-spacing: -0.015em; line-height: 1.2; color: #1C2331; }
    .workshop-page .jp-MarkdownOutput h1 { font-size: 34px; margin: 12px 0 8px; }
    .workshop-page .jp-MarkdownOutput h2 { font-size: 22px; margin: 26px 0 6px; border: 0; }
    .workshop-page .jp-MarkdownOutput blockquote { border-inline-start: 3px solid #E0DACD; color: #5B6270; margin-inline: 0; padding-inline-start: 14px; }
    .workshop-page .jp-MarkdownOutput a { color: #1E5E8C; }
    .workshop-page .jp-MarkdownOutput table { font-size: 16px; margin-inline: 0; text-align: start; }
    .workshop-page .jp-MarkdownOutput :is(th, td) { text-align: start; }
    .workshop-page .jupyter-button:not(.mod-danger) { height: 44px !important; padding: 0 18px; font: 600 15px Inter, system-ui, "Segoe UI", Roboto, sans-serif;
      color: #1C2331; background: #fff; border: 1px solid #B6AE9C; border-radius: 10px; }
    .workshop-page .jp-InternalAnchorLink { display: none; }
    .workshop-code-button { font: 12px Inter, system-ui, sans-serif; color: #5B6270; background: none; border: 0;
      padding: 0 10px; height: 24px; cursor: pointer; border-radius: 6px; }
    .workshop-code-button:hover, .workshop-code-button:focus-visible { background: #EFEBE3; color: #1C2331; }
  `;

  async function sharedModule(name) {
    const versions = Object.values(shared[name] || {});
    const loaded = versions.find((version) => version.loaded) || versions[0];
    return (await loaded.get())();
  }

  function codeButton(panel) {
    const button = document.createElement("button");
    button.className = "workshop-code-button jp-Toolbar-item";
    const label = () => (button.textContent = panel.hasClass("workshop-code") ? "Hide the code" : "Show the code");
    button.onclick = () => { panel.toggleClass("workshop-code"); label(); };
    label();
    panel.toolbar.node.append(button);
  }

  // A page that shows one document needs no sidebars. (They come back with View, Appearance.)
  let quieted = false;
  function quiet(app) {
    if (quieted || app.shell.mode !== "single-document") return;
    quieted = true;
    for (const side of ["left", "right"]) {
      const bar = document.querySelector(`.jp-SideBar.jp-mod-${side}`);
      const command = "application:toggle-side-tabbar";
      if (bar?.offsetWidth && app.commands.hasCommand(command)) app.commands.execute(command, { side });
    }
  }

  async function open(panel, NotebookActions) {
    await panel.context.ready;
    const workshop = panel.context.model.getMetadata("workshop");
    if (!workshop) return;
    panel.addClass("workshop-page");
    if (workshop.wide) panel.addClass("workshop-wide");
    codeButton(panel);
    for (const event of ["focusin", "click"]) panel.content.node.addEventListener(event, () => handOn(panel));
    if (!workshop.autorun) return;
    await panel.sessionContext.ready;
    await panel.sessionContext.session?.kernel?.info; // after it, `starting` can only be a second start
    again(panel, NotebookActions); // first: the kernel may be restarted in the middle of the first run
    await run(panel, NotebookActions);
  }

  // Without code in sight there is no cell to be in: JupyterLab's keys for it (b: another one, d d: gone) would spoil the
  // page, and the console would not hear its own. So a cell that has the focus hands it on, or is deaf.
  function handOn(panel) {
    const at = document.activeElement, mark = "data-lm-suppress-shortcuts";
    const page = panel.content.node.querySelector(".workshop-console .wc-side");
    if (!panel.content.node.contains(at) || !at.matches(".jp-Cell, .jp-Notebook, .jp-WindowedPanel-outer")) return page;
    if (panel.hasClass("workshop-code")) at.removeAttribute(mark);
    else if (page) page.focus({ preventScroll: true });
    else at.setAttribute(mark, "true");
    return page;
  }

  // Whether the focus is on something that a cell shows.
  const isUsed = (panel) => panel.content.node.contains(document.activeElement?.closest(".jp-OutputArea"));

  async function run(panel, NotebookActions) {
    await panel.sessionContext.session?.kernel?.info;
    const notebook = panel.content;
    const at = document.activeElement;
    if (notebook.node.contains(at) && !isUsed(panel)) at.blur(); // else JupyterLab takes the focus back from whoever types
    await NotebookActions.runCells(notebook, [...notebook.widgets], panel.sessionContext);
    if (isUsed(panel)) return; // somebody began at the first widget, while the last ones were still on their way
    notebook.activeCellIndex = 0;
    notebook.scrollToItem?.(0);
    if (document.activeElement === document.body) notebook.activate();
    for (let n = 0; n < 40 && !handOn(panel); n += 1) await new Promise((go) => setTimeout(go, 250)); // a widget comes later
  }

  // A kernel that was restarted, or died and came back, has forgotten the page: it runs again. What tells is the kernel's
  // own session, a new one each time it starts; the statuses do not always arrive.
  function again(panel, NotebookActions) {
    let known = null, timer = null;
    panel.sessionContext.iopubMessage.connect((_, { header, content }) => {
      if (header.msg_type === "shutdown_reply" && content.restart) ask();
      if (header.msg_type !== "status" || content.execution_state === "restarting") return; // (that is the server's word)
      if (known && known !== header.session) {
        clearTimeout(timer);
        timer = setTimeout(() => run(panel, NotebookActions), 800);
      }
      known = header.session;
    });
    // When another page restarted it, its first word is often lost on the way, and it says no more until it is asked.
    async function ask() {
      const old = known;
      for (let n = 0; known === old && n < 120; n += 1) {
        await new Promise((go) => setTimeout(go, 1000));
        if (known === old) panel.sessionContext.session?.kernel?.requestKernelInfo().catch(() => {}); // (it may stay dead)
      }
    }
  }

  function plugin({ INotebookTracker, NotebookActions }) {
    return {
      id: `${NAME}:plugin`,
      autoStart: true,
      requires: [INotebookTracker],
      activate(app, tracker) {
        const style = document.createElement("style");
        style.textContent = STYLE;
        document.head.append(style);
        const enter = async (panel) => {
          await app.restored;
          quiet(app);
          await open(panel, NotebookActions);
        };
        tracker.forEach(enter);
        tracker.widgetAdded.connect((_, panel) => enter(panel));
      },
    };
  }

  const container = {
    init(scope) { shared = scope; },
    async get() {
      const notebook = await sharedModule("@jupyterlab/notebook");
      return () => ({ __esModule: true, default: plugin(notebook) });
    },
  };
  (window._JUPYTERLAB = window._JUPYTERLAB || {})[NAME] = container;
})();
