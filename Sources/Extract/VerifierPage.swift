/// The page `index.html` of an extract: verifies the archive in a browser, offline.
enum VerifierPage {
  /// One self-contained document; loads nothing.
  static let html = #"""
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy"
      content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'">
    <title>Verify a ledger extract</title>
    <style>
    body { font: 16px/1.5 sans-serif; max-width: 46em; margin: 2em auto; padding: 0 1em; }
    #drop { border: 2px dashed #888; padding: 2em; text-align: center; }
    input[type=text] { width: 100%; font: 13px monospace; }
    li { overflow-wrap: anywhere; } .good { color: #060; } .bad { color: #a00; }
    </style>
    </head>
    <body>
    <h1>Verify a ledger extract</h1>
    <p>This page computes every hash of the archive in your browser. It sends nothing.</p>
    <p><label>Key of the log, as you received it by another way (vkey):
    <input type="text" id="vkey" placeholder="name+hash+key"></label></p>
    <p id="drop">Drop the archive (.tar) here, or choose it:
    <input type="file" id="file"></p>
    <h2 id="verdict"></h2>
    <ul id="facts"></ul>
    <script>
    \#(script)
    </script>
    </body>
    </html>

    """#

  private static let script = #"""
    'use strict';
    const K = new Uint32Array(64), H0 = new Uint32Array(8);
    (() => { // SHA-256 constants: fractions of roots of the first primes.
      let n = 0;
      for (let p = 2; n < 64; p++) {
        let prime = true;
        for (let d = 2; d * d <= p; d++) if (p % d === 0) prime = false;
        if (!prime) continue;
        const part = x => (x - Math.floor(x)) * 4294967296;
        if (n < 8) H0[n] = part(Math.sqrt(p));
        K[n++] = part(Math.cbrt(p));
      }
    })();
    function sha256(...parts) {
      let length = 0;
      for (const part of parts) length += part.length;
      const data = new Uint8Array(Math.ceil((length + 9) / 64) * 64);
      let at = 0;
      for (const part of parts) { data.set(part, at); at += part.length; }
      data[length] = 128;
      const view = new DataView(data.buffer);
      view.setUint32(data.length - 8, Math.floor(length / 536870912));
      view.setUint32(data.length - 4, (length << 3) >>> 0);
      const h = H0.slice(), w = new Int32Array(64);
      for (let block = 0; block < data.length; block += 64) {
        for (let i = 0; i < 16; i++) w[i] = view.getInt32(block + 4 * i);
        for (let i = 16; i < 64; i++) {
          const x = w[i - 15], y = w[i - 2];
          const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
          const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
          w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
        }
        let [a, b, c, d, e, f, g, k] = h;
        for (let i = 0; i < 64; i++) {
          const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
          const t1 = (k + s1 + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
          const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
          const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
          k = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
        }
        h[0] += a; h[1] += b; h[2] += c; h[3] += d; h[4] += e; h[5] += f; h[6] += g; h[7] += k;
      }
      const out = new Uint8Array(32), outView = new DataView(out.buffer);
      for (let i = 0; i < 8; i++) outView.setUint32(4 * i, h[i]);
      return out;
    }
    const text = bytes => new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const hex = bytes => Array.from(bytes, b => b.toString(16).padStart(2, '0')).join('');
    const base64 = bytes => btoa(String.fromCharCode(...bytes));
    const unbase64 = s => Uint8Array.from(atob(s), c => c.charCodeAt(0));
    const same = (a, b) => a.length === b.length && a.every((x, i) => x === b[i]);
    const leafHash = leaf => sha256(Uint8Array.of(0), leaf);
    const node = (left, right) => sha256(Uint8Array.of(1), left, right);
    const EMPTY = sha256();

    function untar(bytes) {
      const files = [];
      for (let at = 0; at + 512 <= bytes.length;) {
        const block = bytes.subarray(at, at + 512);
        if (block.every(b => b === 0)) return files;
        const field = (from, count) => {
          const raw = block.subarray(from, from + count), end = raw.indexOf(0);
          return text(end < 0 ? raw : raw.subarray(0, end));
        };
        const size = parseInt(field(124, 12), 8);
        if (!(size >= 0) || at + 512 + size > bytes.length) throw new Error('the archive is cut');
        let sum = 256;
        block.forEach((b, i) => { if (i < 148 || i > 155) sum += b; });
        if (sum !== parseInt(field(148, 8), 8)) throw new Error('header of ' + field(0, 100));
        files.push({ path: field(0, 100), bytes: bytes.subarray(at + 512, at + 512 + size) });
        at += 512 + Math.ceil(size / 512) * 512;
      }
      throw new Error('the archive has no end');
    }

    // A tree which grows: roots of full subtrees, largest first, with their sizes.
    function appended(frontier, hash) {
      let size = 1;
      while (frontier.length && frontier[frontier.length - 1].size === size) {
        hash = node(frontier.pop().hash, hash);
        size *= 2;
      }
      frontier.push({ size, hash });
    }
    function rootOf(frontier) {
      if (!frontier.length) return EMPTY;
      let hash = frontier[frontier.length - 1].hash;
      for (let i = frontier.length - 2; i >= 0; i--) hash = node(frontier[i].hash, hash);
      return hash;
    }
    function group(n) {
      let out = String(n % 1000).padStart(3, '0');
      for (n = Math.floor(n / 1000); n > 0; n = Math.floor(n / 1000))
        out = 'x' + String(n % 1000).padStart(3, '0') + '/' + out;
      return out;
    }
    // The frontier of the first `size` entries, from the hash tiles of the archive.
    function frontierAt(size, total, get) {
      const frontier = [];
      let covered = 0;
      for (let height = 52; height >= 0; height--) {
        const span = 2 ** height;
        if (Math.floor(size / span) % 2 === 0) continue;
        const level = Math.floor(height / 8), unit = 256 ** level, count = 2 ** (height % 8);
        const first = covered / unit, tile = Math.floor(first / 256);
        const width = Math.min(256, Math.floor(total / unit) - tile * 256);
        const path = 'tile/' + level + '/' + group(tile) + (width < 256 ? '.p/' + width : '');
        const bytes = get(path);
        let hashes = [];
        for (let i = 0; i < count; i++) {
          const from = (first % 256 + i) * 32;
          hashes.push(bytes.subarray(from, from + 32));
        }
        while (hashes.length > 1) {
          const next = [];
          for (let i = 0; i < hashes.length; i += 2) next.push(node(hashes[i], hashes[i + 1]));
          hashes = next;
        }
        frontier.push({ size: span, hash: hashes[0] });
        covered += span;
      }
      return frontier;
    }
    function parseNote(bytes) {
      const whole = text(bytes), split = whole.lastIndexOf('\n\n');
      if (split < 0) throw new Error('not a signed note');
      const body = whole.slice(0, split + 1), lines = body.split('\n');
      const signatures = whole.slice(split + 2).trimEnd().split('\n').map(line => {
        const [, name, encoded] = line.split(' ');
        const raw = unbase64(encoded);
        return { name, keyID: hex(raw.subarray(0, 4)), signature: raw.subarray(4) };
      });
      return { body, origin: lines[0], size: Number(lines[1]), root: unbase64(lines[2]),
        signatures };
    }
    // true, false, or null where this browser has no Ed25519.
    async function isSigned(note, name, publicKey) {
      const id = hex(sha256(new TextEncoder().encode(name + '\n'), Uint8Array.of(1), publicKey)
        .subarray(0, 4));
      const line = note.signatures.find(s => s.name === name && s.keyID === id);
      if (!line || note.origin !== name) return false;
      try {
        const key = await crypto.subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify']);
        return await crypto.subtle.verify('Ed25519', key, line.signature,
          new TextEncoder().encode(note.body));
      } catch (_) { return null; }
    }
    async function verifyExtract(archive, trusted) {
      const facts = [], findings = [];
      const say = (ok, line) => { (ok ? facts : findings).push(line); };
      const files = untar(archive), byPath = new Map(files.map(f => [f.path, f.bytes]));
      const get = path => {
        if (!byPath.has(path)) throw new Error(path + ' is missing');
        return byPath.get(path);
      };
      const raw = get('manifest.json'), manifest = JSON.parse(text(raw));
      facts.push('Origin ' + manifest.origin + ', tenant ' + manifest.tenant + ', period ' +
        manifest.from + ' to ' + manifest.through + ', sequence ' + manifest.sequence);
      let differing = 0;
      const listed = new Set(['manifest.json', 'manifest.sig']);
      for (const file of manifest.files) {
        listed.add(file.path);
        if (byPath.has(file.path) && hex(sha256(byPath.get(file.path))) === file.sha256) continue;
        differing++;
        findings.push(file.path + ': SHA-256 differs from the manifest, or the file is missing');
      }
      for (const file of files) if (!listed.has(file.path))
        findings.push(file.path + ': the manifest does not list it');
      if (!differing) facts.push(manifest.files.length + ' files have the hashes of the manifest');
      const vkey = (trusted || '').trim() || manifest.vkey;
      if (!trusted) facts.push('No key was given: the one in the archive is used. Compare it with ' +
        'the one you received by another way: ' + manifest.vkey);
      say(vkey === manifest.vkey, 'The manifest names the trusted key');
      const keyPart = unbase64(vkey.split('+').slice(2).join('+'));
      const name = vkey.split('+')[0], publicKey = keyPart.subarray(1);
      const signed = async (path, keyName) => {
        const note = parseNote(get(path)), result = await isSigned(note, keyName, publicKey);
        if (result === null)
          facts.push(path + ': not checked, this browser has no Ed25519');
        else say(result, path + (result ? ': the signature verifies' : ': the signature is wrong'));
        return note;
      };
      const signature = await signed('manifest.sig', name + '/extracts');
      say(same(signature.root, sha256(raw)) && signature.size === manifest.sequence,
        'manifest.json is what manifest.sig signs');
      const checkpoint = await signed('checkpoint', name);
      const previous = byPath.has('previous-checkpoint')
        ? await signed('previous-checkpoint', name) : null;
      const first = previous ? previous.size : 0, total = checkpoint.size;
      const start = first < total ? Math.floor(first / 256) * 256 : first;
      const frontier = frontierAt(start, total, get);
      let size = start, previousRoot = size === first ? rootOf(frontier) : null;
      while (size < total) {
        const width = Math.min(256, total - size);
        const name = group(Math.floor(size / 256)) + (width < 256 ? '.p/' + width : '');
        const bundle = get('tile/entries/' + name), tile = get('tile/0/' + name);
        let at = 0;
        for (let i = 0; i < width; i++) {
          const length = bundle[at] * 256 + bundle[at + 1];
          if (!(at + 2 + length <= bundle.length)) throw new Error('tile/entries/' + name +
            ', entry ' + size + ': the bundle is cut');
          const hash = leafHash(bundle.subarray(at + 2, at + 2 + length));
          if (!same(hash, tile.subarray(i * 32, i * 32 + 32)))
            findings.push('tile/entries/' + name + ', entry ' + size + ': the hash differs');
          at += 2 + length;
          appended(frontier, hash);
          size++;
          if (size === first) previousRoot = rootOf(frontier);
        }
        if (at !== bundle.length) findings.push('tile/entries/' + name + ': bytes are left over');
      }
      say(same(rootOf(frontier), checkpoint.root), 'Inclusion and completeness: entries ' + first +
        ' to ' + (total - 1) + ' lead to the signed root');
      if (previous) say(same(previousRoot, previous.root), 'Continuity: the ledger begins with the ' +
        'one of the previous extract (' + previous.size + ' entries)');
      else facts.push('First extract: the ledger is contained from its first entry');
      say(manifest.entries.first === first && manifest.entries.end === total,
        'The manifest names the same range of entries');
      facts.push('No witness: only the sender signed');
      return { facts, findings };
    }
    if (typeof document !== 'undefined') {
      const byId = id => document.getElementById(id);
      const show = async file => {
        byId('verdict').textContent = 'Computing …';
        byId('facts').replaceChildren();
        let result;
        try {
          result = await verifyExtract(new Uint8Array(await file.arrayBuffer()), byId('vkey').value);
        } catch (error) { result = { facts: [], findings: [String(error.message)] }; }
        const isSound = result.findings.length === 0;
        byId('verdict').textContent = isSound ? 'The extract verifies' : 'The extract does not verify';
        byId('verdict').className = isSound ? 'good' : 'bad';
        for (const [lines, kind] of [[result.findings, 'bad'], [result.facts, '']])
          for (const line of lines) {
            const item = document.createElement('li');
            item.textContent = (kind ? 'Wrong: ' : '') + line;
            item.className = kind;
            byId('facts').append(item);
          }
      };
      byId('file').onchange = event => show(event.target.files[0]);
      byId('drop').ondragover = event => event.preventDefault();
      byId('drop').ondrop = event => { event.preventDefault(); show(event.dataTransfer.files[0]); };
    }
    """#
}
