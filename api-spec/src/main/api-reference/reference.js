'use strict';

const DRAWN_MILLISECONDS = 100;

// The contract, drawn by Swagger UI, with a table of contents beside it. For reading only: what is sent here counts in law, and is
// sent by a program that keeps its receipt.
const ui = SwaggerUIBundle({
  domNode: document.getElementById('reference'),
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  defaultModelExpandDepth: 3,
  displayRequestDuration: false,
  supportedSubmitMethods: [],
  syntaxHighlight: { activated: true, theme: 'idea' },
  validatorUrl: null,
  onComplete: () => requestAnimationFrame(writeContents),
});
ui.specActions.updateSpec(document.getElementById('contract').textContent);

function writeContents() {
  const contract = ui.specSelectors.specJson().toJS();
  const contents = document.getElementById('contents');
  contents.append(heading('p', contract.info.title + ' ' + contract.info.version));
  contents.append(list([...document.querySelectorAll('.info h2:not(.title)')].map(part => entry(part.textContent, () => part))));
  for (const { name } of contract.tags) {
    contents.append(heading('h2', name.replace(/([a-z])([A-Z])/g, '$1 $2')));
    contents.append(list(operationsOf(contract, name)));
  }
  contents.append(heading('h2', 'More'));
  const source = document.createElement('a');
  source.href = 'openapi.yaml';
  source.textContent = 'The contract (OpenAPI)';
  const schemas = entry('Schemas', () => {
    ui.layoutActions.show(['components', 'schemas'], true);
    return document.querySelector('section.models');
  });
  contents.append(list([schemas, source]));
}

function operationsOf(contract, tag) {
  return Object.values(contract.paths)
    .flatMap(path => Object.values(path))
    .filter(operation => operation.tags?.includes(tag))
    .map(operation =>
      entry(operation.summary, () => {
        ui.layoutActions.show(['operations', tag, operation.operationId], true);
        return document.getElementById(`operations-${tag}-${operation.operationId}`);
      }));
}

function entry(text, find) {
  const button = document.createElement('button');
  button.textContent = text;
  button.onclick = () => {
    const target = find();
    // what is opened just now has its height only when it is drawn
    setTimeout(() => target.scrollIntoView(), DRAWN_MILLISECONDS);
  };
  return button;
}

function heading(tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

function list(items) {
  const element = document.createElement('ul');
  for (const item of items) {
    const line = document.createElement('li');
    line.append(item);
    element.append(line);
  }
  return element;
}
