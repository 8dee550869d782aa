import './styles.css'

import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'

import { language, loadTexts } from '../texts/bundles.ts'
import { applyAppearance } from '../ui/appearance.ts'
import { Customers } from './customers.tsx'

applyAppearance()
document.documentElement.lang = language
const root = document.getElementById('root')
if (!root) throw new Error('the page has no place for the app')
await loadTexts('common', 'customers')
createRoot(root).render(
  <StrictMode>
    <Customers />
  </StrictMode>,
)
