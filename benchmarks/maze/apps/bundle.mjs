// Bundles the crawl maze's framework cases: `node bundle.mjs <the maze's frameworks folder> <output folder>`.
//
// The maze builds them with tools of 2019 that no present Node.js runs. The apps' own sources are bundled unchanged,
// served under the same addresses; AngularJS, which the page takes from a public server, is served beside it.

import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import ts from 'typescript';

const [source, output] = process.argv.slice(2);
const packages = join(dirname(fileURLToPath(import.meta.url)), 'node_modules');
const common = { bundle: true, format: 'esm', nodePaths: [packages], define: { 'process.env.NODE_ENV': '"production"' }, logLevel: 'warning' };

async function copied(from, to, change = (text) => text) {
  await mkdir(dirname(to), { recursive: true });
  await writeFile(to, change(await readFile(from, 'utf8')));
}

// Angular finds what a constructor wants by the types that TypeScript writes down, and its templates in files.
const angularSources = {
  name: 'angular sources',
  setup(bundler) {
    bundler.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      let text = await readFile(path, 'utf8');
      for (const [whole, file] of [...text.matchAll(/templateUrl:\s*'([^']+)'/g)]) {
        text = text.replace(whole, () => `template: ${JSON.stringify('\0')}`);
        const template = await readFile(join(dirname(path), file), 'utf8');
        text = text.replace(JSON.stringify('\0'), () => JSON.stringify(template));
      }
      const compilerOptions = { target: 'es5', module: 'esnext', experimentalDecorators: true, emitDecoratorMetadata: true };
      return { contents: ts.transpileModule(text, { compilerOptions }).outputText, loader: 'js', resolveDir: dirname(path) };
    });
  },
};

async function angular() {
  const [from, to] = [join(source, 'angular/src'), join(output, 'angular')];
  const contents = "import 'reflect-metadata'; import 'zone.js/dist/zone'; import './main.ts';";
  await build({ ...common, format: 'iife', mainFields: ['module', 'main'], stdin: { contents, resolveDir: from }, outfile: join(to, 'main.js'), plugins: [angularSources] });
  await copied(join(from, 'index.html'), join(to, 'index.html'), (page) =>
    page.replace('<base href="/">', '<base href="/javascript/frameworks/angular/">').replace('</body>', '<script src="main.js"></script></body>'));
}

async function angularjs() {
  const [from, to] = [join(source, 'angularjs'), join(output, 'angularjs')];
  await copied(join(from, 'main.js'), join(to, 'main.js'));
  await copied(join(from, 'index.html'), join(to, 'index.html'), (page) =>
    page.replaceAll('https://ajax.googleapis.com/ajax/libs/angularjs/1.8.0/', '/javascript/frameworks/angularjs/'));
  await cp(join(packages, 'angular/angular.min.js'), join(to, 'angular.min.js'));
  await cp(join(packages, 'angular-route/angular-route.js'), join(to, 'angular-route.js'));
}

async function polymer() {
  const [from, to] = [join(source, 'polymer'), join(output, 'polymer')];
  await build({ ...common, splitting: true, entryPoints: [join(from, 'src/my-app.js')], outdir: join(to, 'src') });
  await copied(join(from, 'manifest.json'), join(to, 'manifest.json'));
  await copied(join(from, 'index.html'), join(to, 'index.html'), (page) =>
    page.replace('<base href="/">', '<base href="/javascript/frameworks/polymer/">'));
  const polyfills = '@webcomponents/webcomponentsjs';
  await cp(join(packages, polyfills), join(to, 'node_modules', polyfills), { recursive: true });
}

async function react() {
  const [from, to] = [join(source, 'react'), join(output, 'react')];
  await build({ ...common, format: 'iife', loader: { '.js': 'jsx' }, jsx: 'transform', entryPoints: [join(from, 'src/index.js')], outfile: join(to, 'static/js/main.js') });
  await copied(join(from, 'public/manifest.json'), join(to, 'manifest.json'));
  await copied(join(from, 'public/index.html'), join(to, 'index.html'), (page) =>
    page.replace('</body>', '<script src="./static/js/main.js"></script></body>'));
}

for (const make of [angular, angularjs, polymer, react]) await make();
