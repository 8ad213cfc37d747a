package tiny

import (
	"fmt"
	"io"
	"maps"
	"os"

	"github.com/ollama/ollama/fs/ggml"
)

// Context is how many tokens the models take, prompt and answer together.
const Context = 8192

// Model is what a server needs to run a model.
type Model struct {
	tensors []*tensor
	values  ggml.KV
}

// Text makes a model that copies. Words are those that it reads and writes as one
// token; it spells all others. With 50 of them a model has 2 MB, with 500 4 MB, with
// 3,000 10 MB, and a token takes some two times as long as with 50: the server
// looks at each for what a schema allows.
func Text(words []string) *Model {
	c := newCopier(words, nil)
	return &Model{tensors: c.tensors, values: c.values("callmill tiny text")}
}

// Vision makes a model that copies as well, and names the colour of a picture.
// The words of the colours, at least two, are among its words.
func Vision(words []string, colours []Colour) *Model {
	c := newCopier(words, colours)
	m := &Model{tensors: append(c.tensors, c.tower()...), values: c.values("callmill tiny vision")}
	maps.Copy(m.values, ggml.KV{
		architecture + ".vision.block_count":                  uint32(1),
		architecture + ".vision.embedding_length":             uint32(visionWidth),
		architecture + ".vision.feed_forward_length":          uint32(32),
		architecture + ".vision.attention.head_count":         uint32(1),
		architecture + ".vision.attention.key_length":         uint32(visionWidth),
		architecture + ".vision.attention.layer_norm_epsilon": float32(epsilon),
		architecture + ".vision.rope.freq_base":               float32(10000),
		architecture + ".vision.image_size":                   uint32(patch),
		architecture + ".vision.patch_size":                   uint32(patch),
		architecture + ".vision.longest_edge":                 uint32(patch),
		architecture + ".vision.num_channels":                 uint32(3),
		architecture + ".spatial_merge_size":                  uint32(1),
	})
	return m
}

// architecture is the one that has text alone, and pictures too, in one file, and
// leaves the size of a patch to the model.
const architecture = "mistral3"

func (c *copier) values(name string) ggml.KV {
	return ggml.KV{
		"general.architecture":                             architecture,
		"general.name":                                     name,
		architecture + ".block_count":                      uint32(layers),
		architecture + ".context_length":                   uint32(Context),
		architecture + ".embedding_length":                 uint32(c.width),
		architecture + ".feed_forward_length":              uint32(c.hidden),
		architecture + ".attention.head_count":             uint32(heads),
		architecture + ".attention.head_count_kv":          uint32(1),
		architecture + ".attention.key_length":             uint32(c.head),
		architecture + ".attention.value_length":           uint32(c.head),
		architecture + ".attention.layer_norm_rms_epsilon": float32(epsilon),
		architecture + ".rope.dimension_count":             uint32(rotary),
		architecture + ".rope.freq_base":                   float32(base),
		architecture + ".vocab_size":                       uint32(len(c.vocab.tokens)),
		"tokenizer.ggml.model":                             "gpt2",
		"tokenizer.ggml.pre":                               "llama-bpe",
		"tokenizer.ggml.tokens":                            c.vocab.tokens,
		"tokenizer.ggml.token_type":                        c.vocab.kinds,
		"tokenizer.ggml.merges":                            merges(),
		"tokenizer.ggml.bos_token_id":                      uint32(tokenBegin),
		"tokenizer.ggml.eos_token_id":                      uint32(tokenEnd),
		"tokenizer.ggml.add_bos_token":                     true,
	}
}

// Write writes the model as a GGUF file and goes back to its beginning. The same
// words give the same bytes.
func (m *Model) Write(f *os.File) error {
	tensors := make([]*ggml.Tensor, len(m.tensors))
	for i, t := range m.tensors {
		var err error
		if tensors[i], err = t.gguf(); err != nil {
			return err
		}
	}
	if err := ggml.WriteGGUF(f, m.values, tensors); err != nil {
		return fmt.Errorf("writing the model: %w", err)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("writing the model: %w", err)
	}
	return nil
}

// Size is about how many bytes the model's file has.
func (m *Model) Size() int64 {
	var sum int64
	for _, t := range m.tensors {
		each := int64(4)
		if t.half {
			each = 2
		}
		sum += each * int64(len(t.data))
	}
	return sum
}
