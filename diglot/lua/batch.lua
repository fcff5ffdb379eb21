-- Answers each block of the incoming document on its own, so that one malformed text
-- cannot change its neighbours. A CodeBlock is Markdown to be read (answer: pandoc JSON);
-- a Div is blocks to be written in the format its "to" attribute names.
-- The empty table given to pandoc.read is its sandbox: no file can be opened.

local function read(block)
  local options = pandoc.ReaderOptions { abbreviations = {}, columns = 72 }
  return pandoc.write(pandoc.read(block.text, block.attributes.from, options, {}), 'json')
end

local function write(block)
  local options = pandoc.WriterOptions { wrap_text = 'none', columns = 72 }
  return pandoc.write(pandoc.Pandoc(block.content), block.attributes.to, options)
end

function Pandoc(doc)
  local answers = pandoc.Blocks {}
  for _, block in ipairs(doc.blocks) do
    local ok, text = pcall(block.t == 'CodeBlock' and read or write, block)
    answers:insert(pandoc.CodeBlock(tostring(text), pandoc.Attr('', { ok and 'ok' or 'failed' })))
  end
  return pandoc.Pandoc(answers)
end
