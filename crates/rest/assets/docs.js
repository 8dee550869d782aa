// Shows the OpenAPI document. Everything is put in as text: nothing of it is taken for HTML.
'use strict';

const element = (name, attributes, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
};

/** A schema on a few lines, with what it refers to filled in, each once. */
const written = (api, schema, depth, seen) => {
  if (!schema) return 'anything';
  const indent = '  '.repeat(depth + 1);
  if (schema.$ref) {
    const name = schema.$ref.split('/').pop();
    if (seen.includes(name)) return name;
    return written(api, api.components.schemas[name], depth, [...seen, name]);
  }
  const alternatives = schema.oneOf ?? schema.anyOf;
  if (alternatives) {
    const shown = alternatives.filter((one) => one.type !== 'null');
    return shown.map((one) => written(api, one, depth, seen)).join(' | ');
  }
  if (schema.allOf) return schema.allOf.map((one) => written(api, one, depth, seen)).join(' & ');
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(' | ');
  const types = [schema.type].flat().filter((type) => type && type !== 'null');
  if (types.includes('array')) return `[${written(api, schema.items, depth, seen)}, …]`;
  if (schema.properties) {
    const lines = Object.entries(schema.properties).map(([name, property]) => {
      const optional = (schema.required ?? []).includes(name) ? '' : '?';
      const note = property.description ? `  // ${property.description.split('\n')[0]}` : '';
      return `${indent}${name}${optional}: ${written(api, property, depth + 1, seen)}${note}`;
    });
    return `{\n${lines.join('\n')}\n${'  '.repeat(depth)}}`;
  }
  const limits = ['minimum', 'maximum', 'minLength', 'maxLength', 'pattern', 'format']
    .filter((limit) => schema[limit] !== undefined)
    .map((limit) => `${limit} ${schema[limit]}`);
  const type = types.join(' or ') || 'anything';
  return limits.length > 0 ? `${type} (${limits.join(', ')})` : type;
};

const body = (api, content) =>
  Object.entries(content ?? {}).map(([kind, { schema }]) =>
    element('pre', {}, `${kind}\n${written(api, schema, 0, [])}`));

const parameters = (api, list) => {
  const rows = list.map((one) =>
    element('tr', {},
      element('td', {}, element('code', {}, one.name), one.required ? '' : ' (optional)'),
      element('td', {}, one.in),
      element('td', {}, element('code', {}, written(api, one.schema, 0, []))),
      element('td', {}, one.description ?? '')));
  return element('table', {}, ...rows);
};

const operation = (api, path, method, it) => {
  const roles = (it.security ?? []).map((one) => one.bearer).find(Boolean);
  const responses = Object.entries(it.responses).flatMap(([status, response]) => {
    const isProblem = 'application/problem+json' in (response.content ?? {});
    const title = element('h3', {}, `${status} `, response.description ?? '');
    return isProblem ? [title] : [title, ...body(api, response.content)];
  });
  const words = [path, method, it.summary, it.description, Object.keys(it.responses).join(' ')];
  return element('details', { id: it.operationId, 'data-words': words.join(' ').toLowerCase() },
    element('summary', {},
      element('span', { class: `method ${method}` }, method.toUpperCase()),
      element('code', {}, path),
      element('span', { class: 'what' }, it.summary ?? '')),
    it.description ? element('p', {}, it.description) : null,
    element('p', {}, roles ? `For: ${roles.join(', ')}` : 'For everybody'),
    it.parameters ? parameters(api, it.parameters) : null,
    it.requestBody ? element('h3', {}, 'What is sent') : null,
    ...body(api, it.requestBody?.content),
    ...responses);
};

const problems = (all) => {
  const rows = Object.entries(all).map(([code, { status, en, 'pt-BR': pt }]) =>
    element('tr', { id: code },
      element('td', {}, element('code', {}, code)),
      element('td', {}, String(status)),
      element('td', {}, en),
      element('td', { lang: 'pt-BR' }, pt)));
  return element('table', {}, ...rows);
};

const show = (api) => {
  document.getElementById('about').replaceChildren(
    ...api.info.description.split('\n\n').map((text) => element('p', {}, text)),
    element('a', { href: '/api/openapi.json' }, `OpenAPI ${api.openapi}`));
  const groups = new Map();
  for (const [path, methods] of Object.entries(api.paths)) {
    for (const [method, it] of Object.entries(methods)) {
      const tag = it.tags?.[0] ?? 'other';
      groups.set(tag, [...(groups.get(tag) ?? []), operation(api, path, method, it)]);
    }
  }
  const main = document.getElementById('operations');
  for (const [tag, operations] of groups) main.append(element('h2', {}, tag), ...operations);
  main.append(element('h2', {}, 'problems'), problems(api['x-problems']));
  document.getElementById('find').addEventListener('input', ({ target }) => {
    const wanted = target.value.toLowerCase();
    for (const one of main.querySelectorAll('details')) {
      one.hidden = !one.dataset.words.includes(wanted);
    }
  });
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (named) {
    if (named.tagName === 'DETAILS') named.open = true;
    named.scrollIntoView();
  }
};

fetch('/api/openapi.json')
  .then((answer) => answer.json())
  .then(show)
  .catch((error) => {
    document.getElementById('about').textContent = `The document could not be read: ${error}`;
  });
