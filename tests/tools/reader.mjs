// Opens an EPUB in Chromium and says in JSON what a reader meets there: it judges nothing, tests/reading.py does.
//   node reader.mjs CHROMIUM BOOK.epub FOLDER PICTURES
// FOLDER holds the unpacked EPUB; PICTURES is where screenshots go, or "".
import { createReadStream, existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { basename, extname, join, normalize } from 'node:path'
import puppeteer from 'puppeteer-core'

const [chromium, epub, folder, pictures] = process.argv.slice(2)
const HERE = import.meta.dirname
const PHONE = { width: 360, height: 640 }
const TYPES = {
    '.css': 'text/css', '.epub': 'application/epub+zip', '.html': 'text/html', '.js': 'text/javascript',
    '.otf': 'font/otf', '.png': 'image/png', '.svg': 'image/svg+xml', '.ttf': 'font/ttf',
    '.xhtml': 'application/xhtml+xml',
}
// What reading systems put over a book: nothing, three times the size, the night of foliate's own style sheet,
// the night that paints over everything, and no style at all.
const NIGHT = 'html { color-scheme: light dark } @media (prefers-color-scheme: dark) { a:link { color: lightblue } }'
const MODES = {
    phone: {},
    large: { css: 'html { font-size: 300% !important }' },
    dark: { css: NIGHT, scheme: 'dark' },
    night: { css: '* { color: #ddd !important; background-color: #111 !important }', scheme: 'dark' },
    bare: { bare: true },
}

// foliate-js lays a page out whenever its frame gets a size, even one whose document has no body yet: its own error,
// of a busy machine, not of a book.
const TOO_EARLY = /property 'style' of 'el' as it is null[^]* columnize [^]* #observer /

// A module can be loaded only from a server; nothing else is reached.
function serve() {
    const server = createServer((request, response) => {
        const path = normalize(decodeURI(new URL(request.url, 'http://x').pathname))
        const file = path === '/book.epub' ? epub
            : path.startsWith('/book/') ? join(folder, path.slice(6))
            : path.startsWith('/foliate/') ? join(HERE, 'node_modules/foliate-js', path.slice(9))
            : join(HERE, path)
        if (path === '/favicon.ico') return response.writeHead(204).end()
        if (!existsSync(file)) return response.writeHead(404).end()
        response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' })
        createReadStream(file).pipe(response)
    })
    return new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(server)))
}

async function opened(browser, errors) {
    const page = await browser.newPage()
    await page.setViewport(PHONE)
    page.on('pageerror', error => {
        if (!TOO_EARLY.test(error.stack)) errors.push(error.stack ?? String(error))
    })
    page.on('console', message => {
        if (message.type() === 'error') errors.push(`${message.text()} ${message.location().url ?? ''}`)
    })
    page.on('requestfailed', request => {
        // A note that is closed again stops what it still loads.
        const { errorText } = request.failure()
        if (errorText !== 'net::ERR_ABORTED') errors.push(`not loaded: ${request.url()} ${errorText}`)
    })
    return page
}

const picture = async (page, name) => pictures && page.screenshot({ path: join(pictures, `${name}.png`) })

// The book opened in foliate-js.
async function inFoliate(browser) {
    const errors = []
    const page = await opened(browser, errors)
    await page.goto(`${base}/foliate.html`)
    await page.waitForFunction('window.reader', { timeout: 20000 })
    return { page, errors, book: await page.evaluate('reader.open("/book.epub")') }
}

// Turns to the documents that are still waiting, and clicks each mark of a note in them.
async function turned({ page }, waiting, claims) {
    const documents = []
    for (const index of waiting) {
        const seen = await page.evaluate(i => reader.turnTo(i), index)
        seen.popups = await page.evaluate('reader.clickAll()')
        documents.push(seen)
        const badge = seen.popups.find(popup => popup.id.endsWith('-badge'))
        if (!badge || claims.pictured) continue
        claims.pictured = true
        await page.evaluate(id => reader.turnToMark(id), badge.id)
        await picture(page, 'claim')
        await page.evaluate(id => reader.click(id), badge.id)
        await picture(page, 'claim-open')
        await page.evaluate('reader.closeNote()')
    }
    return documents
}

// Each document by itself, scrolled, under each of MODES.
async function inChromium(browser, sections) {
    const errors = []
    const page = await opened(browser, errors)
    const session = await page.createCDPSession()
    const documents = []
    for (const name of sections) {
        const seen = { name, modes: {} }
        await page.goto(`${base}/book/${name}`)
        await page.addScriptTag({ path: join(HERE, 'look.js') })
        await page.evaluate('document.fonts.ready.then(() => true)')
        for (const [mode, { css = '', bare = false, scheme = 'light' }] of Object.entries(MODES)) {
            await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }])
            await page.evaluate((c, b) => look.put(c, b), css, bare)
            seen.modes[mode] = await page.evaluate('look.at()')
            const short = basename(name, '.xhtml')
            if (short === 'title' || (short === 'glossary' && mode === 'phone')) await picture(page, `${short}-${mode}`)
        }
        await page.evaluate('look.put("", false)')
        seen.fonts = await drawnWith(page, session)
        documents.push(seen)
    }
    await page.close()
    return { documents, errors }
}

// The fonts that drew the words of each language, as the engine counts them; a font of the machine is no custom one.
async function drawnWith(page, session) {
    await page.evaluate('look.wrap()')
    await session.send('DOM.enable')
    await session.send('CSS.enable')
    const { root } = await session.send('DOM.getDocument', { depth: 0 })
    const { nodeIds } = await session.send('DOM.querySelectorAll', { nodeId: root.nodeId, selector: 'look-text' })
    const found = {}
    for (const nodeId of nodeIds) {
        const { attributes } = await session.send('DOM.getAttributes', { nodeId })
        const language = attributes[attributes.indexOf('data-language') + 1]
        const { fonts } = await session.send('CSS.getPlatformFontsForNode', { nodeId })
        for (const { familyName, isCustomFont, glyphCount } of fonts) {
            const key = `${language} ${isCustomFont ? 'book' : 'machine'} ${familyName}`
            found[key] = (found[key] ?? 0) + glyphCount
        }
    }
    return found
}

const server = await serve()
const base = `http://127.0.0.1:${server.address().port}`
// Each page has a browser of its own: only the page in front is drawn.
const browsers = []
async function launched() {
    browsers.push(await puppeteer.launch({
        executablePath: chromium, headless: true, timeout: 60000, protocolTimeout: 300000,
        args: ['--no-sandbox', '--disable-dev-shm-usage', '--hide-scrollbars', '--force-color-profile=srgb'],
    }))
    return browsers.at(-1)
}
try {
    const one = await inFoliate(await launched())
    const other = await inFoliate(await launched())
    const waiting = one.book.sections.keys()
    const claims = { pictured: false }
    const [ones, others, scrolled] = await Promise.all([
        turned(one, waiting, claims), turned(other, waiting, claims), inChromium(await launched(), one.book.sections),
    ])
    const place = document => one.book.sections.indexOf(document.name)
    const documents = [...ones, ...others].sort((a, b) => place(a) - place(b))
    const errors = [...one.errors, ...other.errors]
    process.stdout.write(JSON.stringify({ foliate: { ...one.book, documents, errors }, chromium: scrolled }))
} finally {
    await Promise.all(browsers.map(browser => browser.close()))
    server.close()
}
