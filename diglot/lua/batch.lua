-- Answers each block of the incoming document on its own, so that one malformed text
-- cannot change its neighbours. A CodeBlock is Markdown to be read: the answer is a Div of
-- its metadata (pandoc JSON in a CodeBlock) and its blocks. A Div is blocks to be written in
-- the format its "to" attribute names: the answer is a CodeBlock.
-- The empty table given to pandoc.read is its sandbox: no file can be opened.

local function read(block)
  local options = pandoc.ReaderOptions { abbreviations = {}, columns = 72 }
  local found = pandoc.read(block.text, block.attributes.from, options, {})
  local meta = next(found.meta) and pandoc.write(pandoc.Pandoc({}, found.meta), 'json') or ''
  found.blocks:insert(1, pandoc.CodeBlock(meta))
  return pandoc.Div(found.blocks)
end

local function write(block)
  local options = pandoc.WriterOptions { wrap_text = 'none', columns = 72 }
  return pandoc.CodeBlock(pandoc.write(pandoc.Pandoc(block.content), block.attributes.to, options))
end

function Pandoc(doc)
  local answers = pandoc.Blocks {}
  for _, block in ipairs(doc.blocks) do
    local ok, answer = pcall(block.t == 'CodeBlock' and read or write, block)
    answers:insert(ok and answer or pandoc.CodeBlock(tostring(answer), pandoc.Attr('', { 'failed' })))
  end
  return pandoc.Pandoc(answers)
end
