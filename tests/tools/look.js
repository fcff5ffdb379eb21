// What a person would see of the document that this is put into: `look.at()` measures, and judges nothing.
'use strict'

const WATCHED = '.notice > [lang], aside, a.badge, .line > [lang]'
// Whatever lies over a text is met by a click, even what lets clicks through.
const SOLID = '*, *::before, *::after { pointer-events: auto !important }'

const language = element => element.closest('[lang]')?.lang ?? ''
const squeezed = text => text.replace(/\s+/g, ' ').trim()

function* texts(root) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) if (walker.currentNode.data.trim()) yield walker.currentNode
}

// The boxes of the lines that a text is drawn in; none where it is not drawn.
function lines(node) {
    if (getComputedStyle(node.parentElement).visibility !== 'visible') return []
    const range = document.createRange()
    range.selectNodeContents(node)
    return [...range.getClientRects()].filter(rect => rect.width > 0 && rect.height > 0)
}

function rgba(colour) {
    if (!colour.startsWith('rgb')) throw new Error(`a colour that is not understood: ${colour}`)
    const parts = colour.match(/[\d.]+/g).map(Number)
    return [...parts.slice(0, 3), parts[3] ?? 1]
}

const over = ([r, g, b, a], [x, y, z]) => [r * a + x * (1 - a), g * a + y * (1 - a), b * a + z * (1 - a)]

// What lies behind an element: the grounds of all it stands in, on the canvas that the engine paints.
function ground(element) {
    const grounds = []
    for (let one = element; one; one = one.parentElement) grounds.push(rgba(getComputedStyle(one).backgroundColor))
    const dark = matchMedia('(prefers-color-scheme: dark)').matches
        && getComputedStyle(document.documentElement).colorScheme.includes('dark')
    return grounds.reverse().reduce((below, one) => over(one, below), dark ? [18, 18, 18] : [255, 255, 255])
}

function luminance(rgb) {
    const [r, g, b] = rgb.map(n => n / 255).map(n => n <= 0.04045 ? n / 12.92 : ((n + 0.055) / 1.055) ** 2.4)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

// WCAG 2's contrast ratio of a text to its ground, from 1 to 21.
function contrast(element) {
    const below = ground(element)
    const light = [luminance(over(rgba(getComputedStyle(element).webkitTextFillColor), below)), luminance(below)]
    return (Math.max(...light) + 0.05) / (Math.min(...light) + 0.05)
}

function opacity(element) {
    let product = 1
    for (let one = element; one; one = one.parentElement) product *= Number(getComputedStyle(one).opacity)
    return product
}

// Whether a click in the middle of a line of a text would meet that text.
function met(node, rect) {
    scrollTo(0, rect.top + rect.height / 2 - innerHeight / 2)
    const found = document.elementFromPoint(rect.left + rect.width / 2, rect.top + rect.height / 2 - scrollY)
    scrollTo(0, 0)
    return found !== null && node.parentElement.contains(found)
}

// One watched element: where its words stand, and how they are seen.
function watched(element) {
    const facts = {
        id: (element.closest('[id]') ?? element).id, language: language(element), text: squeezed(element.textContent),
        unseen: 0, covered: 0, size: 1000, contrast: 21, opacity: 1, left: 1000, right: 0,
    }
    for (const node of texts(element)) {
        const parent = node.parentElement
        const rects = lines(node)
        if (!rects.length) {
            facts.unseen += 1
            continue
        }
        const some = rects.length < 4 ? rects : [rects[0], rects[rects.length >> 1], rects.at(-1)]
        facts.covered += some.filter(rect => !met(node, rect)).length
        facts.left = Math.min(facts.left, ...rects.map(rect => rect.left))
        facts.right = Math.max(facts.right, ...rects.map(rect => rect.right))
        facts.size = Math.min(facts.size, parseFloat(getComputedStyle(parent).fontSize))
        facts.contrast = Math.min(facts.contrast, contrast(parent))
        facts.opacity = Math.min(facts.opacity, opacity(parent))
    }
    return facts
}

// How the two languages of a row are told apart without colour.
function pair(row) {
    const [first, second] = row.querySelectorAll(':scope > .cp-original, :scope > .cp-translation')
    if (!second) return null
    const left = element => Math.min(...[...texts(element)].flatMap(lines).map(rect => rect.left))
    return { indent: left(second) - left(first), rule: parseFloat(getComputedStyle(second).borderLeftWidth) }
}

globalThis.look = {
    // Puts a mode on: a style sheet of the reader, and whether the book's own are off.
    put(css, bare) {
        for (const sheet of document.styleSheets) {
            if (sheet.ownerNode.id !== 'look') sheet.disabled = bare
        }
        let style = document.getElementById('look')
        if (!style) {
            style = document.createElementNS('http://www.w3.org/1999/xhtml', 'style')
            style.id = 'look'
            document.head.append(style)
        }
        style.textContent = SOLID + css
    },
    at() {
        const { clientWidth, scrollWidth } = document.documentElement
        const letters = {}
        let smallest = 1000
        for (const node of texts(document.body)) {
            if (!lines(node).length) continue
            const tag = language(node.parentElement)
            letters[tag] = (letters[tag] ?? 0) + node.data.trim().length
            smallest = Math.min(smallest, parseFloat(getComputedStyle(node.parentElement).fontSize))
        }
        const tables = [...document.querySelectorAll('table')].map(table => table.getBoundingClientRect().right)
        return {
            letters, smallest, wide: scrollWidth - clientWidth, table: Math.max(0, ...tables) - clientWidth,
            watched: [...document.querySelectorAll(WATCHED)].map(watched),
            pairs: [...document.querySelectorAll('.row')].map(pair).filter(Boolean),
        }
    },
    // Wraps each text, so that the engine can be asked which fonts drew it: it counts what is in an element.
    wrap() {
        for (const node of [...texts(document.body)]) {
            const box = document.createElement('look-text')
            box.dataset.language = language(node.parentElement)
            // A rule for a language would hold for this element, too.
            box.style.font = 'inherit'
            node.replaceWith(box)
            box.append(node)
        }
    },
}
