/** How the page of the API looks. No fonts, pictures or scripts are loaded. */

export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #fbfaf7; --panel: #fff; --ink: #1c1b19; --quiet: #66625a; --line: #e5e1d8; --accent: #0f5c4d;
  --code: #f3f0e8; --get: #0f5c4d; --post: #1d4e9e; --put: #8a5200; --patch: #8a5200; --delete: #a3262a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #161614; --panel: #1e1e1b; --ink: #eceae4; --quiet: #a5a096; --line: #33322d; --accent: #6fd0b6;
    --code: #2b2a26; --get: #6fd0b6; --post: #8db7ff; --put: #f0b866; --patch: #f0b866; --delete: #ff8d8d;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body {
  margin: 0; display: grid; grid-template-columns: 17.5rem minmax(0, 1fr);
  background: var(--ground); color: var(--ink); font: 16px/1.55 system-ui, sans-serif;
}
a { color: var(--accent); }
a:focus-visible, summary:focus-visible, pre:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--panel); padding: .5rem 1rem; z-index: 1; }
nav {
  position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 1.5rem 1rem 3rem 1.5rem;
  border-right: 1px solid var(--line); font-size: .875rem;
}
nav ul { list-style: none; margin: 0; padding: 0; }
nav li a { display: flex; align-items: baseline; padding: .2rem .25rem; color: inherit; text-decoration: none; overflow-wrap: anywhere; border-radius: 4px; }
nav li a:hover { background: var(--code); }
nav b { flex: 0 0 3.4rem; font-size: .6875rem; letter-spacing: .03em; }
.brand { font-weight: 700; font-size: 1.05rem; letter-spacing: .02em; margin: 0 0 1rem; }
.brand span { color: var(--quiet); font-weight: 400; }
.room { margin: 1.25rem 0 .25rem; color: var(--quiet); font-weight: 600; }
main { padding: 2.5rem 3rem 6rem; max-width: 84rem; }
h1 { font-size: 2.25rem; line-height: 1.15; margin: 0; letter-spacing: -.02em; }
.lead { font-size: 1.2rem; color: var(--quiet); margin: .5rem 0 1.5rem; }
header p { max-width: 46rem; }
section { margin-top: 3.5rem; }
h2 { font-size: 1.5rem; margin: 0; letter-spacing: -.01em; }
h2 + p { margin: .25rem 0 1.25rem; color: var(--quiet); }
article { background: var(--panel); border: 1px solid var(--line); border-radius: 12px; padding: 1.5rem; margin-top: 1.25rem; }
article:target { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
h3 { margin: 0; font-size: 1.15rem; }
h3 a { color: inherit; text-decoration: none; }
h3 a:hover { text-decoration: underline; }
.line { margin: .35rem 0 0; font-size: .9375rem; overflow-wrap: anywhere; }
.who { color: var(--quiet); margin-left: .5rem; }
.get { color: var(--get); } .post { color: var(--post); } .put { color: var(--put); } .patch { color: var(--patch); } .delete { color: var(--delete); }
.columns { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 0 2rem; }
h4 { font-size: .875rem; margin: 1.25rem 0 .4rem; }
h4 span, dt span { color: var(--quiet); font-weight: 400; }
dl { margin: 0; font-size: .9375rem; }
.fields dt { border-top: 1px solid var(--line); padding-top: .4rem; overflow-wrap: anywhere; }
.fields dd { margin: 0 0 .4rem; color: var(--quiet); }
dl.codes { display: grid; grid-template-columns: minmax(14rem, auto) 1fr; gap: .5rem 1.5rem; }
.codes dd { margin: 0; }
details { margin-top: 1.25rem; font-size: .9375rem; }
summary { cursor: pointer; color: var(--quiet); }
details dl { display: grid; grid-template-columns: 3rem 1fr; margin-top: .5rem; }
details dd { margin: 0; }
code, pre { font: .875rem/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
:not(pre) > code { background: var(--code); padding: .1em .3em; border-radius: 4px; }
pre { background: var(--code); padding: .9rem 1rem; margin: 0; border-radius: 8px; overflow-x: auto; max-height: 34rem; }
@media (max-width: 70rem) { .columns { grid-template-columns: minmax(0, 1fr); } }
@media (max-width: 52rem) {
  body { grid-template-columns: minmax(0, 1fr); }
  .codes { grid-template-columns: minmax(0, 1fr); }
  nav { position: static; height: auto; max-height: 45vh; border-right: 0; border-bottom: 1px solid var(--line); }
  main { padding: 2rem 1rem 4rem; }
}
@media print { nav, .skip { display: none; } body { display: block; } article { break-inside: avoid; } }
`;
