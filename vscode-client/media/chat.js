// The page of the chat: draws what the extension sends, sends what the person does. It decides nothing.
(function () {
  const vscode = acquireVsCodeApi();
  const find = (id) => document.getElementById(id);
  const [items, words, send, stop, foot, empty] = ['items', 'words', 'send', 'stop', 'foot', 'empty'].map(find);

  let asked;
  let followed = -1;

  const make = (tag, className, text) => {
    const made = document.createElement(tag);
    made.className = className ?? '';
    if (text !== undefined) {
      made.textContent = text;
    }
    return made;
  };

  const drawers = {
    person: ({ text }) => make('div', 'person', text),
    answer: ({ html }) => {
      const made = make('div', 'answer');
      made.innerHTML = html; // rendered by the extension, with tags switched off; the page's policy runs no script in it
      return made;
    },
    tool: ({ title, text, state }) => make('div', `tool ${state}`, text ? `${title} – ${text}` : title),
    note,
    suggestion,
    question,
  };

  /** What has many lines beside its title is folded, unless it is about an error. */
  function note({ title, text, isError }) {
    if (!title || isError || text.split('\n').length < 4) {
      return make('div', isError ? 'note error' : 'note', title ? `${title}\n${text}` : text);
    }
    const made = make('details', 'note');
    made.append(make('summary', '', title), make('div', '', text));
    return made;
  }

  function suggestion({ title, text }) {
    const button = make('button', 'quiet step', `\u25b7 ${title.replaceAll('`', '')}`);
    button.title = `Puts into the terminal: ${text}`;
    button.addEventListener('click', () => vscode.postMessage({ type: 'type', text }));
    return button;
  }

  function question({ id, asked, answer }) {
    const made = make('div', 'question');
    made.append(make('h4', '', asked.title), make('p', '', asked.words));
    if (asked.command.length > 0) {
      made.append(make('div', 'diff', `$ ${asked.command.join(' ')}`));
    }
    if (asked.statements.length > 0) {
      made.append(make('div', 'diff', asked.statements.join('\n')));
    }
    if (asked.diff !== null) {
      made.append(diff(asked.diff));
    }
    made.append(answer === '' ? buttons(id, asked) : make('p', '', answer === 'no' ? '✗ You said no.' : '✓ You said yes.'));
    return made;
  }

  function diff(text) {
    const made = make('div', 'diff');
    for (const line of text.split('\n')) {
      const kind = /^(---|\+\+\+|@@)/.test(line) ? 'at' : line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : '';
      made.append(make('span', kind, line));
    }
    return made;
  }

  function buttons(id, asked) {
    const feedback = make('input');
    feedback.placeholder = 'What should be different? (goes with No)';
    const row = make('div', 'row');
    const give = (label, verdict, quiet) => {
      const button = make('button', quiet ? 'quiet' : '', label);
      button.addEventListener('click', () => vscode.postMessage({ type: 'answer', id, verdict, feedback: feedback.value }));
      row.append(button);
    };
    give(asked.diff === null ? 'Yes, Do It' : 'Yes, Write It', 'yes', false);
    if (asked.again) {
      give('Yes, for This Conversation', 'always', true);
    }
    give('No', 'no', true);
    const both = make('div');
    both.append(feedback, row);
    return both;
  }

  function draw(at, item) {
    const isFollowing = items.scrollHeight - items.scrollTop - items.clientHeight < 60 || items.scrollTop === followed;
    const made = drawers[item.kind](item);
    const before = items.children[at];
    if (before) {
      before.replaceWith(made);
    } else {
      items.append(made);
    }
    empty.hidden = true;
    if (item.kind === 'person') {
      asked = made;
    }
    if (item.kind === 'question' && item.answer === '') {
      made.scrollIntoView();
    } else if (isFollowing || item.kind === 'person') {
      follow();
    }
  }

  /** To the end, but no further than the last question's own words at the top: an answer is read from its beginning. */
  function follow() {
    const end = items.scrollHeight - items.clientHeight;
    items.scrollTop = Math.min(end, asked ? asked.offsetTop - items.offsetTop : end);
    followed = items.scrollTop;
  }

  window.addEventListener('message', ({ data }) => {
    if (data.type === 'item') {
      draw(data.at, data.item);
    } else if (data.type === 'clear') {
      items.replaceChildren();
      empty.hidden = false;
    } else if (data.type === 'busy') {
      send.hidden = data.busy;
      stop.hidden = !data.busy;
      foot.textContent = data.busy ? 'Answering…' : data.foot ?? '';
    }
  });

  const say = () => {
    if (!send.hidden && words.value.trim() !== '') {
      vscode.postMessage({ type: 'say', text: words.value });
      words.value = '';
    }
  };
  send.addEventListener('click', say);
  stop.addEventListener('click', () => vscode.postMessage({ type: 'stop' }));
  find('new').addEventListener('click', () => vscode.postMessage({ type: 'new' }));
  words.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      say();
    }
  });
  vscode.postMessage({ type: 'ready' });
}());
