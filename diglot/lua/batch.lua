-- Answers each block of the incoming document on its own, so that one malformed text
-- cannot change its neighbours. A CodeBlock is Markdown to be read: the answer is a Div of
-- its metadata (pandoc JSON in a CodeBlock) and its blocks. A Div is blocks to be written in
-- the format its "to" attribute names: the answer is a CodeBlock. With "from" as well, what was
-- written is read back, "after" it appended: the answer is what reading answers, the text first.
-- The empty table given to pandoc.read is its sandbox: no file can be opened.

local function parsed(text, from)
  return pandoc.read(text, from, pandoc.ReaderOptions { abbreviations = {}, columns = 72 }, {})
end

local function read(block)
  local found = parsed(block.text, block.attributes.from)
  local meta = next(found.meta) and pandoc.write(pandoc.Pandoc({}, found.meta), 'json') or ''
  found.blocks:insert(1, pandoc.CodeBlock(meta))
  return pandoc.Div(found.blocks)
end

local function write(block)
  local options = pandoc.WriterOptions { wrap_text = 'none', columns = 72 }
  local text = pandoc.write(pandoc.Pandoc(block.content), block.attributes.to, options)
  if not block.attributes.from then
    return pandoc.CodeBlock(text)
  end
  local found = parsed(text .. block.attributes.after, block.attributes.from)
  found.blocks:insert(1, pandoc.CodeBlock(text))
  return pandoc.Div(found.blocks)
end

function Pandoc(doc)
  local answers = pandoc.Blocks {}
  for _, block in ipairs(doc.blocks) do
    local ok, answer = pcall(block.t == 'CodeBlock' and read or write, block)
    answers:insert(ok and answer or pandoc.CodeBlock(tostring(answer), pandoc.Attr('', { 'failed' })))
  end
  return pandoc.Pandoc(answers)
end
