"""Makes layout.txt: where functions and fields are in the C structs of the PJRT API.

    python layout.py PATH_OF/pjrt_c_api.h...

What a C compiler (cc, GCC 12 on x86-64) says of the headers in the Python packages tensorflow-cpu
2.18.1 (tensorflow/include/xla/pjrt/c, API 0.54) and xla-cpu-pjrt 0.0.1 (API 0.81). A line is the
API's version and a function with its offset, a struct with its size and the offset of each field,
or a value of an enum with its number. A function of the API has its arguments in a struct of the same name with _Args.
"""

import os
import re
import subprocess
import sys
import tempfile


def questions(header):
  """Returns the C statements that print the lines of a header."""
  text = re.sub(r'//.*', '', header)
  for name in re.findall(r'^\s+_PJRT_API_STRUCT_FIELD\((\w+)\);', text, re.M):
    yield 'printf("function %s %%zu\\n", offsetof(PJRT_Api, %s));' % (name, name)
  for name, body in re.findall(r'struct (PJRT_\w+) \{(.*?)\n\}', text, re.S):
    if name == 'PJRT_Api':
      continue
    body = re.sub(r'union \{(.*?)\};', r'\1', body, flags=re.S)
    # a pointer to a function has its name in parentheses
    fields = re.findall(r'\(\*(\w+)\)\s*\(|(\w+)\s*;', body)
    yield 'printf("struct %s %%zu", sizeof(struct %s));' % (name, name)
    for field in (a or b for a, b in fields):
      yield 'printf(" %s=%%zu", offsetof(struct %s, %s));' % (field, name, field)
    yield 'printf("\\n");'
  for value in re.findall(r'^\s+(PJRT_(?:Buffer_Type|Error_Code|NamedValue)_\w+)(?: = \d+)?,?$', text, re.M):
    yield 'printf("value %s %%d\\n", %s);' % (value, value)


def answers(path):
  """Returns the lines of a header."""
  with open(path) as f:
    header = f.read()
  version = '.'.join(
      re.search(r'#define PJRT_API_%s (\d+)' % part, header).group(1) for part in ('MAJOR', 'MINOR'))
  with tempfile.TemporaryDirectory() as folder:
    source = os.path.join(folder, 'layout.c')
    with open(source, 'w') as f:
      f.write('#include <stddef.h>\n#include <stdio.h>\n#include "%s"\nint main() {\n%s\n}\n' % (
          os.path.abspath(path), '\n'.join(questions(header))))
    program = os.path.join(folder, 'layout')
    subprocess.run(['cc', source, '-o', program], check=True)
    lines = subprocess.run([program], check=True, capture_output=True, text=True).stdout
  return [version + ' ' + line for line in lines.splitlines()]


def main():
  here = os.path.dirname(os.path.abspath(__file__))
  with open(os.path.join(here, 'layout.txt'), 'w') as out:
    for path in sys.argv[1:]:
      out.write('\n'.join(answers(path)) + '\n')


if __name__ == '__main__':
  main()
